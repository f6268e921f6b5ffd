package io.lakeloop.adapter.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
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

  private static final Types.TimestampType TIME = Types.TimestampType.withZone();

  /** One row per transaction record, as it came. */
  public static final LakeTable TRANSACTIONS =
      partitionedByDay(
          "payments.transactions",
          "event_time",
          Map.of(),
          required(1, "transaction_id", Types.StringType.get()),
          required(2, "event_time", TIME),
          required(3, "customer_id", Types.StringType.get()),
          required(4, "terminal_id", Types.StringType.get()),
          required(5, "amount", Types.DecimalType.of(18, 2)),
          required(6, KAFKA_PARTITION, Types.IntegerType.get()),
          required(7, KAFKA_OFFSET, Types.LongType.get()),
          required(8, INGESTED_AT, TIME),
          required(9, SCHEMA_ID, Types.LongType.get()));

  /** One row per report that a transaction was, or was not, fraud, as it came. */
  public static final LakeTable FRAUD_REPORTS =
      partitionedByDay(
          "payments.fraud_reports",
          "reported_at",
          Map.of(),
          required(1, "transaction_id", Types.StringType.get()),
          required(2, "reported_at", TIME),
          required(3, "fraud", Types.BooleanType.get()),
          required(4, "customer_id", Types.StringType.get()),
          required(5, "terminal_id", Types.StringType.get()),
          required(6, "transaction_time", TIME),
          optional(7, "reason", Types.StringType.get()),
          required(8, KAFKA_PARTITION, Types.IntegerType.get()),
          required(9, KAFKA_OFFSET, Types.LongType.get()),
          required(10, INGESTED_AT, TIME),
          required(11, SCHEMA_ID, Types.LongType.get()));

  /** One row per record that could not be used, with everything needed to replay it. */
  public static final LakeTable DEAD_LETTERS =
      partitionedByDay(
          "payments.dead_letters",
          INGESTED_AT,
          // Coverage is read from column bounds: the topic's must not be truncated.
          Map.of("write.metadata.metrics.column.topic", "full"),
          required(1, "topic", Types.StringType.get()),
          required(2, KAFKA_PARTITION, Types.IntegerType.get()),
          required(3, KAFKA_OFFSET, Types.LongType.get()),
          required(4, "kafka_timestamp", TIME),
          optional(5, "key", Types.BinaryType.get()),
          optional(6, "value", Types.BinaryType.get()),
          required(
              7,
              "headers",
              Types.ListType.ofRequired(
                  8,
                  Types.StructType.of(
                      required(9, "key", Types.StringType.get()),
                      optional(10, "value", Types.BinaryType.get())))),
          required(11, "reason", Types.StringType.get()),
          required(12, "message", Types.StringType.get()),
          required(13, INGESTED_AT, TIME));

  /**
   * One row per scored transaction: what was decided, by which model, and every value that it was
   * decided from.
   */
  public static final LakeTable SCORED_TRANSACTIONS =
      partitionedByDay(
          "payments.scored_transactions",
          "event_time",
          Map.of(),
          required(1, "transaction_id", Types.StringType.get()),
          required(2, "event_time", TIME),
          required(3, "customer_id", Types.StringType.get()),
          required(4, "terminal_id", Types.StringType.get()),
          required(5, "amount", Types.DecimalType.of(18, 2)),
          required(6, "score", Types.DoubleType.get()),
          required(7, "is_alert", Types.BooleanType.get()),
          required(8, "model_version", Types.StringType.get()),
          required(9, "shadow_scores", scores(10, 11)),
          required(12, "features", scores(13, 14)),
          required(15, "feature_set", Types.StringType.get()),
          required(16, "feature_set_hash", Types.StringType.get()),
          required(17, "late", Types.BooleanType.get()),
          required(18, KAFKA_PARTITION, Types.IntegerType.get()),
          required(19, KAFKA_OFFSET, Types.LongType.get()),
          required(20, "received_at", TIME),
          required(21, "scored_at", TIME));

  /** One row per alert, with what is needed to reproduce it. */
  public static final LakeTable ALERTS =
      partitionedByDay(
          "payments.alerts",
          "event_time",
          Map.of(),
          required(1, "alert_id", Types.StringType.get()),
          required(2, "transaction_id", Types.StringType.get()),
          required(3, "event_time", TIME),
          required(4, "customer_id", Types.StringType.get()),
          required(5, "terminal_id", Types.StringType.get()),
          required(6, "amount", Types.DecimalType.of(18, 2)),
          required(7, "score", Types.DoubleType.get()),
          required(8, "threshold", Types.DoubleType.get()),
          required(9, "model_version", Types.StringType.get()),
          required(
              10,
              "reasons",
              Types.ListType.ofRequired(
                  11,
                  Types.StructType.of(
                      required(12, "feature", Types.StringType.get()),
                      required(13, "value", Types.DoubleType.get()),
                      required(14, "contribution", Types.DoubleType.get()),
                      required(15, "text", Types.StringType.get())))),
          required(16, "features", scores(17, 18)),
          required(19, "feature_set", Types.StringType.get()),
          required(20, "feature_set_hash", Types.StringType.get()),
          required(21, KAFKA_PARTITION, Types.IntegerType.get()),
          required(22, KAFKA_OFFSET, Types.LongType.get()),
          required(23, "received_at", TIME),
          required(24, "scored_at", TIME));

  /** One row per dead letter that was sent to its topic again. */
  public static final LakeTable DEAD_LETTER_REPLAYS =
      unpartitioned(
          "ops.dead_letter_replays",
          required(1, "topic", Types.StringType.get()),
          required(2, KAFKA_PARTITION, Types.IntegerType.get()),
          required(3, KAFKA_OFFSET, Types.LongType.get()),
          required(4, "replayed_at", TIME),
          required(5, "new_partition", Types.IntegerType.get()),
          required(6, "new_offset", Types.LongType.get()));

  /** One row per step in a model's life; see {@link ModelEventRows}. */
  public static final LakeTable MODEL_EVENTS =
      unpartitioned(
          "ml.model_events",
          required(1, "event_id", Types.StringType.get()),
          required(2, "event_type", Types.StringType.get()),
          required(3, "model_version", Types.StringType.get()),
          required(4, "recorded_at", TIME),
          optional(5, "effective_from", TIME),
          optional(6, "artifact_uri", Types.StringType.get()),
          optional(7, "sha256", Types.StringType.get()),
          optional(8, "feature_set", Types.StringType.get()),
          optional(9, "feature_set_hash", Types.StringType.get()),
          optional(
              10,
              "metrics",
              Types.MapType.ofRequired(11, 12, Types.StringType.get(), Types.DoubleType.get())),
          optional(
              13,
              "training_snapshots",
              Types.MapType.ofRequired(14, 15, Types.StringType.get(), Types.LongType.get())),
          optional(16, "reason", Types.StringType.get()),
          optional(17, "actor", Types.StringType.get()));

  /**
   * One row per transaction and feature set: its features as history tells them. A day of a feature
   * set is a partition, so that it is written anew by itself.
   */
  public static final LakeTable FEATURE_VALUES = featureValues();

  private static LakeTable featureValues() {
    Schema schema =
        new Schema(
            required(1, "transaction_id", Types.StringType.get()),
            required(2, "event_time", TIME),
            required(3, "customer_id", Types.StringType.get()),
            required(4, "terminal_id", Types.StringType.get()),
            required(5, "amount", Types.DecimalType.of(18, 2)),
            required(6, "feature_set", Types.StringType.get()),
            required(7, "feature_set_hash", Types.StringType.get()),
            required(8, "features", scores(9, 10)),
            required(11, "computed_at", TIME));
    return new LakeTable(
        "ml.feature_values",
        schema,
        PartitionSpec.builderFor(schema).identity("feature_set").day("event_time").build(),
        defaultProperties());
  }

  /** One row per feature and run: how what was logged differs from what history tells. */
  public static final LakeTable FEATURE_SKEW =
      partitionedByDay(
          "ml.feature_skew",
          "run_at",
          Map.of(),
          required(1, "run_id", Types.StringType.get()),
          required(2, "run_at", TIME),
          required(3, "feature_set", Types.StringType.get()),
          required(4, "feature_set_hash", Types.StringType.get()),
          required(5, "feature", Types.StringType.get()),
          required(6, "span_from", TIME),
          required(7, "span_to", TIME),
          required(8, "rows_compared", Types.LongType.get()),
          required(9, "rows_different", Types.LongType.get()),
          required(10, "largest_difference", Types.DoubleType.get()),
          required(11, "late_event", Types.LongType.get()),
          required(12, "duplicate", Types.LongType.get()),
          required(13, "none_known", Types.LongType.get()),
          required(14, "rows_only_in_log", Types.LongType.get()),
          required(15, "rows_only_in_lake", Types.LongType.get()));

  /** The tables that the ingest job writes. */
  public static final List<LakeTable> INGESTED = List.of(TRANSACTIONS, FRAUD_REPORTS, DEAD_LETTERS);

  /** The tables that the detect job writes. */
  public static final List<LakeTable> DETECTED = List.of(SCORED_TRANSACTIONS, ALERTS);

  /** Copies the properties. */
  public LakeTable {
    properties = Map.copyOf(properties);
  }

  /** Namespace and name as Iceberg takes them. */
  public TableIdentifier identifier() {
    return TableIdentifier.parse(name);
  }

  /** Numbers by name; what is missing has no entry. */
  private static Types.MapType scores(int keyId, int valueId) {
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

  private static LakeTable partitionedByDay(
      String name, String timeColumn, Map<String, String> properties, Types.NestedField... fields) {
    Schema schema = new Schema(fields);
    Map<String, String> all = new HashMap<>(defaultProperties());
    all.putAll(properties);
    return new LakeTable(
        name, schema, PartitionSpec.builderFor(schema).day(timeColumn).build(), all);
  }

  private static LakeTable unpartitioned(String name, Types.NestedField... fields) {
    return new LakeTable(
        name, new Schema(fields), PartitionSpec.unpartitioned(), defaultProperties());
  }

  private static Map<String, String> defaultProperties() {
    return Map.of(
        "format-version", "2",
        "write.parquet.compression-codec", "zstd",
        "write.target-file-size-bytes", Long.toString(128L << 20),
        "write.metadata.delete-after-commit.enabled", "true",
        "write.metadata.previous-versions-max", "100",
        "commit.retry.num-retries", "10");
  }
}
