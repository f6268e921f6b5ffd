package io.lakeloop.ingest.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The Iceberg column for an Avro field that the table does not know yet. */
final class AvroColumns {
  private AvroColumns() {}

  /**
   * An optional column with the field's name and doc; nested fields take their ids from the
   * counter.
   */
  static Types.NestedField optionalColumn(Schema.Field field, AtomicInteger ids)
      throws UnsupportedSchemaException {
    return Types.NestedField.optional(
        ids.incrementAndGet(), field.name(), type(field.schema(), ids), field.doc());
  }

  private static Type type(Schema schema, AtomicInteger ids) throws UnsupportedSchemaException {
    return switch (schema.getType()) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> longType(schema.getLogicalType());
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case STRING, ENUM -> Types.StringType.get();
      case BYTES ->
          schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
              ? Types.DecimalType.of(decimal.getPrecision(), decimal.getScale())
              : Types.BinaryType.get();
      case FIXED ->
          schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
              ? Types.DecimalType.of(decimal.getPrecision(), decimal.getScale())
              : Types.FixedType.ofLength(schema.getFixedSize());
      case ARRAY ->
          Types.ListType.ofOptional(ids.incrementAndGet(), type(schema.getElementType(), ids));
      case MAP ->
          Types.MapType.ofOptional(
              ids.incrementAndGet(),
              ids.incrementAndGet(),
              Types.StringType.get(),
              type(schema.getValueType(), ids));
      case RECORD -> structType(schema, ids);
      case UNION -> type(withoutNull(schema), ids);
      case NULL -> throw new UnsupportedSchemaException("a field of type null alone");
    };
  }

  private static Type longType(LogicalType type) {
    return type instanceof LogicalTypes.TimestampMicros
            || type instanceof LogicalTypes.TimestampMillis
        ? Types.TimestampType.withZone()
        : Types.LongType.get();
  }

  private static Type structType(Schema schema, AtomicInteger ids)
      throws UnsupportedSchemaException {
    List<Types.NestedField> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(optionalColumn(field, ids));
    }
    return Types.StructType.of(fields);
  }

  private static Schema withoutNull(Schema union) throws UnsupportedSchemaException {
    List<Schema> types =
        union.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    if (types.size() != 1) {
      throw new UnsupportedSchemaException("a union other than of null and one type: " + union);
    }
    return types.get(0);
  }
}
