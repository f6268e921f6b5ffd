package io.lakeloop.compaction.merge;

import java.util.List;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.schema.GroupType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * One column of primitive values.
 *
 * @param schema the file's schema with this column alone
 */
record ColumnSchema(ColumnDescriptor descriptor, MessageType schema) {
  static List<ColumnSchema> of(MessageType schema) {
    return schema.getColumns().stream()
        .map(
            column ->
                new ColumnSchema(
                    column, new MessageType(schema.getName(), only(schema, column.getPath(), 0))))
        .toList();
  }

  boolean isFloat() {
    return descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.FLOAT;
  }

  /** Holds what Iceberg's metrics need beside the footer; null where they need nothing. */
  @Nullable FloatBounds newBounds() {
    boolean isDouble =
        descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.DOUBLE;
    // Iceberg keeps no metrics of repeated values.
    return (isFloat() || isDouble) && descriptor.getMaxRepetitionLevel() == 0
        ? new FloatBounds(descriptor.getPrimitiveType().getId().intValue(), isFloat())
        : null;
  }

  private static Type only(GroupType group, String[] path, int depth) {
    Type field = group.getType(path[depth]);
    return field.isPrimitive()
        ? field
        : field.asGroupType().withNewFields(only(field.asGroupType(), path, depth + 1));
  }
}
