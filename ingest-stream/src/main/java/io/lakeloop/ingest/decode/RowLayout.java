package io.lakeloop.ingest.decode;

import io.lakeloop.adapter.iceberg.LakeTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.flink.table.data.GenericRowData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * How records of one writer's schema become rows: the stream's own fields by Avro's schema
 * resolution, and after the table's columns one optional column for each field that only the writer
 * knows. Not thread-safe.
 */
public final class RowLayout {
  private final long schemaId;
  private final org.apache.iceberg.Schema columns;
  private final PartitionSpec spec;
  private final @Nullable ResolvingDecoder resolving;
  private final Schema.Field[] fields;
  private final FieldReader[] readers;
  private final int[] positions;

  private RowLayout(
      long schemaId,
      org.apache.iceberg.Schema columns,
      PartitionSpec spec,
      @Nullable ResolvingDecoder resolving,
      Schema.Field[] fields,
      FieldReader[] readers,
      int[] positions) {
    this.schemaId = schemaId;
    this.columns = columns;
    this.spec = spec;
    this.resolving = resolving;
    this.fields = fields;
    this.readers = readers;
    this.positions = positions;
  }

  /**
   * Resolves a writer's schema against a stream.
   *
   * @throws UnsupportedSchemaException when a record written with it cannot be read as the
   *     stream's, or has a field that the lake has no column for
   */
  static RowLayout resolve(StreamDefinition stream, Schema writer, long schemaId)
      throws UnsupportedSchemaException {
    if (writer.getType() != Schema.Type.RECORD) {
      throw new UnsupportedSchemaException("not a record: " + writer.getType());
    }
    List<Schema.Field> added =
        writer.getFields().stream()
            .filter(field -> stream.schema().getField(field.name()) == null)
            .toList();
    Schema reader = extend(stream.schema(), added);
    SchemaCompatibility.SchemaPairCompatibility compatibility =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (compatibility.getType() != SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE) {
      throw new UnsupportedSchemaException(
          "cannot be read as the stream's schema: "
              + compatibility.getResult().getIncompatibilities());
    }
    requireSameMeaning(stream.schema(), writer);
    org.apache.iceberg.Schema columns = columns(stream.table(), added);
    try {
      return new RowLayout(
          schemaId,
          columns,
          stream.table().spec().toUnbound().bind(columns),
          // Measured: resolving costs as much again as reading, also where there is nothing to
          // resolve.
          writer.equals(reader)
              ? null
              : DecoderFactory.get().resolvingDecoder(writer, reader, null),
          reader.getFields().toArray(Schema.Field[]::new),
          readers(reader),
          positions(reader, columns));
    } catch (IOException e) {
      throw new UnsupportedSchemaException("Avro cannot resolve it: " + e.getMessage());
    }
  }

  /**
   * Avro resolves by the stored type alone: an amount of scale 3 would be taken for one of scale 2.
   */
  private static void requireSameMeaning(Schema reader, Schema writer)
      throws UnsupportedSchemaException {
    for (Schema.Field field : reader.getFields()) {
      Schema.Field written = writer.getField(field.name());
      if (written != null) {
        LogicalType expected = withoutNull(field.schema()).getLogicalType();
        LogicalType found = withoutNull(written.schema()).getLogicalType();
        if (!Objects.equals(expected, found)) {
          throw new UnsupportedSchemaException(
              "its field '%s' has the logical type %s, where the stream has %s"
                  .formatted(field.name(), describe(found), describe(expected)));
        }
      }
    }
  }

  private static Schema withoutNull(Schema schema) {
    return schema.getType() == Schema.Type.UNION
        ? schema.getTypes().stream()
            .filter(type -> type.getType() != Schema.Type.NULL)
            .findFirst()
            .orElse(schema)
        : schema;
  }

  private static String describe(@Nullable LogicalType type) {
    if (type instanceof LogicalTypes.Decimal decimal) {
      return "decimal(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale());
    }
    return type == null ? "none" : type.getName();
  }

  private static Schema extend(Schema schema, List<Schema.Field> added) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    for (Schema.Field field : added) {
      Schema type = field.schema();
      Schema optional =
          type.isNullable() ? type : Schema.createUnion(Schema.create(Schema.Type.NULL), type);
      boolean nullFirst =
          optional.getType() == Schema.Type.UNION
              && optional.getTypes().get(0).getType() == Schema.Type.NULL;
      fields.add(
          nullFirst
              ? new Schema.Field(field.name(), optional, field.doc(), JsonProperties.NULL_VALUE)
              : new Schema.Field(field.name(), optional, field.doc()));
    }
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static org.apache.iceberg.Schema columns(LakeTable table, List<Schema.Field> added)
      throws UnsupportedSchemaException {
    if (added.isEmpty()) {
      return table.schema();
    }
    List<Types.NestedField> columns = new ArrayList<>(table.schema().columns());
    AtomicInteger ids = new AtomicInteger(table.schema().highestFieldId());
    for (Schema.Field field : added) {
      if (table.schema().findField(field.name()) != null) {
        throw new UnsupportedSchemaException(
            "its field '" + field.name() + "' has the name of a column that the ingest job fills");
      }
      columns.add(AvroColumns.optionalColumn(field, ids));
    }
    return new org.apache.iceberg.Schema(columns);
  }

  private static FieldReader[] readers(Schema reader) throws UnsupportedSchemaException {
    FieldReader[] readers = new FieldReader[reader.getFields().size()];
    for (Schema.Field field : reader.getFields()) {
      readers[field.pos()] = FieldReader.of(field.schema());
    }
    return readers;
  }

  private static int[] positions(Schema reader, org.apache.iceberg.Schema columns)
      throws UnsupportedSchemaException {
    int[] positions = new int[reader.getFields().size()];
    for (Schema.Field field : reader.getFields()) {
      Types.NestedField column = columns.findField(field.name());
      if (column == null) {
        throw new UnsupportedSchemaException("the table has no column '" + field.name() + "'");
      }
      positions[field.pos()] = columns.columns().indexOf(column);
    }
    return positions;
  }

  /** The fingerprint or registry id of the writer's schema. */
  public long schemaId() {
    return schemaId;
  }

  /**
   * The columns of the rows: the table's, then the writer's own. The same instance for every row.
   */
  public org.apache.iceberg.Schema columns() {
    return columns;
  }

  /** The table's partitioning, bound to {@link #columns()}. */
  public PartitionSpec spec() {
    return spec;
  }

  /** Reads one payload into a new row; the columns that no field fills are left null. */
  GenericRowData read(org.apache.avro.io.Decoder payload) throws IOException {
    GenericRowData row = new GenericRowData(columns.columns().size());
    if (resolving == null) {
      readFields(payload, fields, row);
    } else {
      resolving.configure(payload);
      readFields(resolving, resolving.readFieldOrder(), row);
      resolving.drain();
    }
    return row;
  }

  private void readFields(org.apache.avro.io.Decoder in, Schema.Field[] order, GenericRowData row)
      throws IOException {
    for (Schema.Field field : order) {
      int position = field.pos();
      row.setField(positions[position], readers[position].read(in));
    }
  }
}
