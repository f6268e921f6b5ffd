package io.lakeloop.adapter.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * The tables of {@code ml}: the models' lives, and what features and models were found to be worth.
 */
public final class ModelTables {
  /** One row per step in a model's life; see {@link ModelEventRows}. */
  public static final LakeTable MODEL_EVENTS =
      LakeTable.unpartitioned(
          "ml.model_events",
          required(1, "event_id", Types.StringType.get()),
          required(2, "event_type", Types.StringType.get()),
          required(3, "model_version", Types.StringType.get()),
          required(4, "recorded_at", LakeTable.TIME),
          optional(5, "effective_from", LakeTable.TIME),
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
            required(2, "event_time", LakeTable.TIME),
            required(3, "customer_id", Types.StringType.get()),
            required(4, "terminal_id", Types.StringType.get()),
            required(5, "amount", Types.DecimalType.of(18, 2)),
            required(6, "feature_set", Types.StringType.get()),
            required(7, "feature_set_hash", Types.StringType.get()),
            required(8, "features", LakeTable.scores(9, 10)),
            required(11, "computed_at", LakeTable.TIME));
    return new LakeTable(
        "ml.feature_values",
        schema,
        PartitionSpec.builderFor(schema).identity("feature_set").day("event_time").build(),
        LakeTable.defaultProperties());
  }

  /** One row per feature and run: how what was logged differs from what history tells. */
  public static final LakeTable FEATURE_SKEW =
      LakeTable.partitionedByDay(
          "ml.feature_skew",
          "run_at",
          Map.of(),
          required(1, "run_id", Types.StringType.get()),
          required(2, "run_at", LakeTable.TIME),
          required(3, "feature_set", Types.StringType.get()),
          required(4, "feature_set_hash", Types.StringType.get()),
          required(5, "feature", Types.StringType.get()),
          required(6, "span_from", LakeTable.TIME),
          required(7, "span_to", LakeTable.TIME),
          required(8, "rows_compared", Types.LongType.get()),
          required(9, "rows_different", Types.LongType.get()),
          required(10, "largest_difference", Types.DoubleType.get()),
          required(11, "late_event", Types.LongType.get()),
          required(12, "duplicate", Types.LongType.get()),
          required(13, "none_known", Types.LongType.get()),
          required(14, "rows_only_in_log", Types.LongType.get()),
          required(15, "rows_only_in_lake", Types.LongType.get()));

  /**
   * One row per day, model and run: what its scores were worth, by the reports known when the run
   * was made. Figures that are not defined, such as without a fraud, are missing.
   */
  public static final LakeTable MODEL_QUALITY =
      LakeTable.partitionedByDay(
          "ml.model_quality",
          "run_at",
          Map.of(),
          required(1, "run_id", Types.StringType.get()),
          required(2, "run_at", LakeTable.TIME),
          required(3, "day", Types.DateType.get()),
          required(4, "model_version", Types.StringType.get()),
          required(5, "role", Types.StringType.get()),
          required(6, "known_until", LakeTable.TIME),
          required(7, "rows", Types.LongType.get()),
          required(8, "frauds", Types.LongType.get()),
          optional(9, "alerts", Types.LongType.get()),
          optional(10, "average_precision", Types.DoubleType.get()),
          optional(11, "auc_roc", Types.DoubleType.get()),
          required(12, "top_cards", Types.IntegerType.get()),
          optional(13, "card_precision", Types.DoubleType.get()),
          required(14, "alert_budget", Types.IntegerType.get()),
          optional(15, "recall_at_budget", Types.DoubleType.get()),
          optional(16, "recall", Types.DoubleType.get()),
          optional(17, "cost", Types.DecimalType.of(18, 2)),
          required(18, "cost_without_alerts", Types.DecimalType.of(18, 2)));

  /** One row per feature and run: how far its values moved from a reference to the newest days. */
  public static final LakeTable FEATURE_DRIFT =
      LakeTable.partitionedByDay(
          "ml.feature_drift",
          "run_at",
          Map.of(),
          required(1, "run_id", Types.StringType.get()),
          required(2, "run_at", LakeTable.TIME),
          required(3, "feature_set", Types.StringType.get()),
          required(4, "feature_set_hash", Types.StringType.get()),
          required(5, "feature", Types.StringType.get()),
          required(6, "reference_from", LakeTable.TIME),
          required(7, "reference_to", LakeTable.TIME),
          required(8, "span_from", LakeTable.TIME),
          required(9, "span_to", LakeTable.TIME),
          required(10, "reference_rows", Types.LongType.get()),
          required(11, "rows", Types.LongType.get()),
          required(12, "stability_index", Types.DoubleType.get()));

  private ModelTables() {}
}
