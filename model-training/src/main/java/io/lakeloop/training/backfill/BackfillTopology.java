package io.lakeloop.training.backfill;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.LakeFeatures;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.ModelTables;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;

/**
 * The graph of the feature backfill job:
 *
 * <pre>
 *   transactions ──► by customer ──► by terminal ──► one of each id ──► ml.feature_values
 *   fraud_reports ──────┴───────────────┘                              (days written anew)
 * </pre>
 */
final class BackfillTopology {
  private BackfillTopology() {}

  /** The rows of the span, each transaction id once. */
  static DataStream<RowData> rows(
      StreamExecutionEnvironment env,
      LakeSettings lake,
      LakeFeatures features,
      long computedAtMicros) {
    DataStream<FeatureEvent> computed = features.over(env, lake);
    DataStream<FeatureEvent> once =
        computed
            .filter(event -> !event.marks().duplicate())
            .uid("one-of-each-id")
            .name("One of each id");
    return once.map(new FeatureValueRows(features.set(), computedAtMicros))
        .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(ModelTables.FEATURE_VALUES.schema())))
        .uid("feature-value-rows")
        .name("Rows");
  }

  /**
   * Puts the rows in the place of the partitions that they belong to, in one commit that names the
   * snapshots that were read.
   */
  static void overwriteDays(DataStream<RowData> rows, LakeSettings lake, LakeFeatures features) {
    IcebergSink.forRowData(rows)
        .tableLoader(
            TableLoader.fromCatalog(
                new LakeCatalogLoader(lake), ModelTables.FEATURE_VALUES.identifier()))
        .overwrite(true)
        .distributionMode(DistributionMode.HASH)
        .setSnapshotProperty(
            "lakeloop.transactions-snapshot", Long.toString(features.transactionsSnapshot()))
        .setSnapshotProperty(
            "lakeloop.fraud-reports-snapshot", Long.toString(features.reportsSnapshot()))
        .setSnapshotProperty("lakeloop.feature-set-hash", features.set().hash())
        .uidSuffix("feature-values")
        .append();
  }
}
