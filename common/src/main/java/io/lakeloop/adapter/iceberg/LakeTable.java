package io.lakeloop.adapter.iceberg;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/**
 * The definition of one table of the lake: name, columns, partitioning and properties. Every table
 * is append-only or overwritten by whole partitions.
 *
 * @param name qualified name, such as {@code payments.transactions}
 * @param schema columns; their field ids are those of this definition, and a catalog that creates
 *     the table may number them anew, so that code finds the columns of a table by name
 * @param spec partitioning
 * @param properties table properties, on top of the catalog's defaults
 */
public record LakeTable(
    String name, Schema schema, PartitionSpec spec, Map<String, String> properties)
    implements Serializable {

  /** Column: the Kafka partition that the row came from. */
  public static final String KAFKA_PARTITION = "kafka_partition";

  /** Column: the offset within {@link #KAFKA_PARTITION}. */
  public static final String KAFKA_OFFSET = "kafka_offset";

  /** Column: when the row was ingested. */
  public static final String INGESTED_AT = "ingested_at";

  /** Column: the fingerprint or registry id of the schema that wrote the record. */
  public static final String SCHEMA_ID = "schema_id";

  /** The type of all times. */
  static final Types.TimestampType TIME = Types.TimestampType.withZone();

  /** Copies the properties. */
  public LakeTable {
    properties = Map.copyOf(properties);
  }

  /** Namespace and name as Iceberg takes them. */
  public TableIdentifier identifier() {
    return TableIdentifier.parse(name);
  }

  /** Numbers by name; what is missing has no entry. */
  static Types.MapType scores(int keyId, int valueId) {
    return Types.MapType.ofRequired(keyId, valueId, Types.StringType.get(), Types.DoubleType.get());
  }

  /**
   * Position of a column in rows of this table, from 0.
   *
   * @throws IllegalArgumentException when the table has no such column
   */
  public int position(String column) {
    Types.NestedField field = schema.findField(column);
    int position = field == null ? -1 : schema.columns().indexOf(field);
    if (position < 0) {
      throw new IllegalArgumentException("The table " + name + " has no column '" + column + "'");
    }
    return position;
  }

  /** A table with a partition for each day of a time. */
  static LakeTable partitionedByDay(
      String name, String timeColumn, Map<String, String> properties, Types.NestedField... fields) {
    Schema schema = new Schema(fields);
    Map<String, String> all = new HashMap<>(defaultProperties());
    all.putAll(properties);
    return new LakeTable(
        name, schema, PartitionSpec.builderFor(schema).day(timeColumn).build(), all);
  }

  /** A table without partitions. */
  static LakeTable unpartitioned(String name, Types.NestedField... fields) {
    return new LakeTable(
        name, new Schema(fields), PartitionSpec.unpartitioned(), defaultProperties());
  }

  /** What every table is made with. */
  static Map<String, String> defaultProperties() {
    return Map.of(
        "format-version", "2",
        "write.parquet.compression-codec", "zstd",
        "write.target-file-size-bytes", Long.toString(128L << 20),
        "write.metadata.delete-after-commit.enabled", "true",
        "write.metadata.previous-versions-max", "100",
        "commit.retry.num-retries", "10");
  }
}
