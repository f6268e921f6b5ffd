package io.lakeloop.compaction;

import io.lakeloop.compaction.CompactSettings.Arrangement;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.RowDataWrapper;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.ZOrderByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * The order of rows: by a sort order, or along a z-order curve. Not thread-safe.
 *
 * @param key what rows are compared by beside themselves; empty where rows are enough
 * @param comparator of rows and their keys
 * @param written the order that new files are marked with, null for none
 */
record RowOrder(KeyFunction key, Comparator<KeyedRow> comparator, @Nullable SortOrder written) {
  private static final int KEY_BYTES = ZOrderByteUtils.PRIMITIVE_BUFFER_SIZE;
  private static final byte[] NO_KEY = {};

  /** A row with its key. */
  static final class KeyedRow {
    private final byte[] key;
    private final RowData row;

    KeyedRow(byte[] key, RowData row) {
      this.key = key;
      this.row = row;
    }

    byte[] key() {
      return key;
    }

    RowData row() {
      return row;
    }
  }

  /** Makes a row's key. */
  @FunctionalInterface
  interface KeyFunction {
    byte[] of(RowData row);
  }

  /**
   * The order that is asked for.
   *
   * @return null when rows stay as they come
   * @throws IllegalArgumentException when the table lacks a column or a sort order
   */
  static @Nullable RowOrder of(Table table, Arrangement arrangement) {
    return switch (arrangement.strategy()) {
      case BIN_PACK -> null;
      case SORT -> sorted(table, arrangement);
      case Z_ORDER -> curved(table, arrangement);
    };
  }

  private static RowOrder sorted(Table table, Arrangement arrangement) {
    SortOrder order = table.sortOrder();
    if (!arrangement.columns().isEmpty()) {
      SortOrder.Builder builder = SortOrder.builderFor(table.schema());
      arrangement.columns().forEach(name -> builder.asc(column(table, name).name()));
      order = builder.build();
    } else if (order.isUnsorted()) {
      throw new IllegalArgumentException(
          "The table %s has no sort order of its own; name the columns to sort by (compact.columns, --columns)"
              .formatted(table.name()));
    }
    Comparator<StructLike> comparator = SortOrderComparators.forSchema(table.schema(), order);
    RowDataWrapper left = wrapper(table.schema());
    RowDataWrapper right = wrapper(table.schema());
    return new RowOrder(
        row -> NO_KEY,
        (a, b) -> comparator.compare(left.wrap(a.row()), right.wrap(b.row())),
        order.sameOrder(table.sortOrder()) ? table.sortOrder() : null);
  }

  private static RowOrder curved(Table table, Arrangement arrangement) {
    Schema schema = table.schema();
    int[] positions =
        arrangement.columns().stream()
            .mapToInt(name -> schema.columns().indexOf(column(table, name)))
            .toArray();
    RowDataWrapper wrapper = wrapper(schema);
    return new RowOrder(
        row -> {
          StructLike struct = wrapper.wrap(row);
          byte[][] parts = new byte[positions.length][];
          for (int i = 0; i < parts.length; i++) {
            parts[i] = ordered(struct.get(positions[i], Object.class));
          }
          return ZOrderByteUtils.interleaveBits(
              parts, parts.length * KEY_BYTES, ByteBuffer.allocate(parts.length * KEY_BYTES));
        },
        (a, b) -> Arrays.compareUnsigned(a.key(), b.key()),
        null);
  }

  private static Types.NestedField column(Table table, String name) {
    Types.NestedField field = table.schema().asStruct().field(name);
    if (field == null || !field.type().isPrimitiveType()) {
      throw new IllegalArgumentException(
          "The table %s has no column '%s' to order rows by; it has %s"
              .formatted(
                  table.name(),
                  name,
                  table.schema().columns().stream()
                      .filter(column -> column.type().isPrimitiveType())
                      .map(Types.NestedField::name)
                      .toList()));
    }
    return field;
  }

  private static RowDataWrapper wrapper(Schema schema) {
    RowType type = FlinkSchemaUtil.convert(schema);
    return new RowDataWrapper(type, schema.asStruct());
  }

  /** Eight bytes in the order of the values, as far as these tell. */
  private static byte[] ordered(@Nullable Object value) {
    ByteBuffer buffer = ByteBuffer.allocate(KEY_BYTES);
    if (value == null) {
      return buffer.array();
    }
    if (value instanceof Boolean flag) {
      return ZOrderByteUtils.longToOrderedBytes(flag ? 1 : 0, buffer).array();
    }
    if (value instanceof Float || value instanceof Double || value instanceof BigDecimal) {
      return ZOrderByteUtils.doubleToOrderedBytes(((Number) value).doubleValue(), buffer).array();
    }
    if (value instanceof Number number) {
      return ZOrderByteUtils.longToOrderedBytes(number.longValue(), buffer).array();
    }
    byte[] bytes =
        value instanceof ByteBuffer binary
            ? ByteBuffers.toByteArray(binary)
            : value.toString().getBytes(StandardCharsets.UTF_8);
    return ZOrderByteUtils.byteTruncateOrFill(bytes, KEY_BYTES, buffer).array();
  }
}
