package io.lakeloop.compaction.merge;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.StructLike;

/** Values as text that is equal exactly if they are, to the bit of each NaN and zero. */
final class PlainText {
  private PlainText() {}

  static String of(Object value) {
    if (value instanceof StructLike struct) {
      StringBuilder text = new StringBuilder("(");
      for (int i = 0; i < struct.size(); i++) {
        text.append(of(struct.get(i, Object.class))).append(';');
      }
      return text.append(')').toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(PlainText::of).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> of(entry.getKey()) + "=" + of(entry.getValue()))
          .sorted()
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return of(bytes);
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    return String.valueOf(value);
  }

  static String of(RowData row, RowType type) {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < type.getFieldCount(); i++) {
      LogicalType field = type.getTypeAt(i);
      text.append(of(RowData.createFieldGetter(field, i).getFieldOrNull(row), field)).append(';');
    }
    return text.append(')').toString();
  }

  private static String of(Object value, LogicalType type) {
    if (value == null) {
      return "null";
    }
    if (type instanceof RowType row) {
      return of((RowData) value, row);
    }
    if (type instanceof ArrayType array) {
      return of((ArrayData) value, array.getElementType());
    }
    if (type instanceof MapType map) {
      return of(((MapData) value).keyArray(), map.getKeyType())
          + of(((MapData) value).valueArray(), map.getValueType());
    }
    return of(value);
  }

  private static String of(ArrayData array, LogicalType elements) {
    StringBuilder text = new StringBuilder("[");
    ArrayData.ElementGetter getter = ArrayData.createElementGetter(elements);
    for (int i = 0; i < array.size(); i++) {
      text.append(of(getter.getElementOrNull(array, i), elements)).append(',');
    }
    return text.append(']').toString();
  }
}
