package io.lakeloop.adapter.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;

/** The tables of {@code payments}: what happened, and what was decided on it. */
public final class PaymentTables {
  /** One row per transaction record, as it came. */
  public static final LakeTable TRANSACTIONS =
      LakeTable.partitionedByDay(
          "payments.transactions",
          "event_time",
          Map.of(),
          required(1, "transaction_id", Types.StringType.get()),
          required(2, "event_time", LakeTable.TIME),
          required(3, "customer_id", Types.StringType.get()),
          required(4, "terminal_id", Types.StringType.get()),
          required(5, "amount", Types.DecimalType.of(18, 2)),
          required(6, LakeTable.KAFKA_PARTITION, Types.IntegerType.get()),
          required(7, LakeTable.KAFKA_OFFSET, Types.LongType.get()),
          required(8, LakeTable.INGESTED_AT, LakeTable.TIME),
          required(9, LakeTable.SCHEMA_ID, Types.LongType.get()));

  /** One row per report that a transaction was, or was not, fraud, as it came. */
  public static final LakeTable FRAUD_REPORTS =
      LakeTable.partitionedByDay(
          "payments.fraud_reports",
          "reported_at",
          Map.of(),
          required(1, "transaction_id", Types.StringType.get()),
          required(2, "reported_at", LakeTable.TIME),
          required(3, "fraud", Types.BooleanType.get()),
          required(4, "customer_id", Types.StringType.get()),
          required(5, "terminal_id", Types.StringType.get()),
          required(6, "transaction_time", LakeTable.TIME),
          optional(7, "reason", Types.StringType.get()),
          required(8, LakeTable.KAFKA_PARTITION, Types.IntegerType.get()),
          required(9, LakeTable.KAFKA_OFFSET, Types.LongType.get()),
          required(10, LakeTable.INGESTED_AT, LakeTable.TIME),
          required(11, LakeTable.SCHEMA_ID, Types.LongType.get()));

  /** One row per record that could not be used, with everything needed to replay it. */
  public static final LakeTable DEAD_LETTERS =
      LakeTable.partitionedByDay(
          "payments.dead_letters",
          LakeTable.INGESTED_AT,
          // Coverage is read from column bounds: the topic's must not be truncated.
          Map.of("write.metadata.metrics.column.topic", "full"),
          required(1, "topic", Types.StringType.get()),
          required(2, LakeTable.KAFKA_PARTITION, Types.IntegerType.get()),
          required(3, LakeTable.KAFKA_OFFSET, Types.LongType.get()),
          required(4, "kafka_timestamp", LakeTable.TIME),
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
          required(13, LakeTable.INGESTED_AT, LakeTable.TIME));

  /**
   * One row per scored transaction: what was decided, by which model, and every value that it was
   * decided from.
   */
  public static final LakeTable SCORED_TRANSACTIONS =
      LakeTable.partitionedByDay(
          "payments.scored_transactions",
          "event_time",
          Map.of(),
          required(1, "transaction_id", Types.StringType.get()),
          required(2, "event_time", LakeTable.TIME),
          required(3, "customer_id", Types.StringType.get()),
          required(4, "terminal_id", Types.StringType.get()),
          required(5, "amount", Types.DecimalType.of(18, 2)),
          required(6, "score", Types.DoubleType.get()),
          required(7, "is_alert", Types.BooleanType.get()),
          required(8, "model_version", Types.StringType.get()),
          required(9, "shadow_scores", LakeTable.scores(10, 11)),
          required(12, "features", LakeTable.scores(13, 14)),
          required(15, "feature_set", Types.StringType.get()),
          required(16, "feature_set_hash", Types.StringType.get()),
          required(17, "late", Types.BooleanType.get()),
          required(18, LakeTable.KAFKA_PARTITION, Types.IntegerType.get()),
          required(19, LakeTable.KAFKA_OFFSET, Types.LongType.get()),
          required(20, "received_at", LakeTable.TIME),
          required(21, "scored_at", LakeTable.TIME));

  /** One row per alert, with what is needed to reproduce it. */
  public static final LakeTable ALERTS =
      LakeTable.partitionedByDay(
          "payments.alerts",
          "event_time",
          Map.of(),
          required(1, "alert_id", Types.StringType.get()),
          required(2, "transaction_id", Types.StringType.get()),
          required(3, "event_time", LakeTable.TIME),
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
          required(16, "features", LakeTable.scores(17, 18)),
          required(19, "feature_set", Types.StringType.get()),
          required(20, "feature_set_hash", Types.StringType.get()),
          required(21, LakeTable.KAFKA_PARTITION, Types.IntegerType.get()),
          required(22, LakeTable.KAFKA_OFFSET, Types.LongType.get()),
          required(23, "received_at", LakeTable.TIME),
          required(24, "scored_at", LakeTable.TIME));

  /** The tables that the ingest job writes. */
  public static final List<LakeTable> INGESTED = List.of(TRANSACTIONS, FRAUD_REPORTS, DEAD_LETTERS);

  /** The tables that the detect job writes. */
  public static final List<LakeTable> DETECTED = List.of(SCORED_TRANSACTIONS, ALERTS);

  private PaymentTables() {}
}
