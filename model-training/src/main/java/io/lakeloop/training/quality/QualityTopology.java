package io.lakeloop.training.quality;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.ModelTables;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;

/**
 * The graph of the model quality job:
 *
 * <pre>
 *   scored_transactions ─► by id: labels ─► one of each model ─► by day and model ─► ml.model_quality
 *   fraud_reports ─────────────┘
 *
 *   scored_transactions of the reference ─┬─► drawn ─► one task ─► ml.feature_drift
 *   scored_transactions of the newest days ┘
 * </pre>
 */
final class QualityTopology {
  private QualityTopology() {}

  /** One row for each day, model and role. */
  static DataStream<RowData> quality(
      StreamExecutionEnvironment env, LakeSettings lake, QualityRun run) {
    return run.span()
        .rows(env, lake)
        .flatMap(new ModelScores(run.thresholds()))
        .returns(TypeInformation.of(ModelScore.class))
        .uid("model-scores")
        .name("One of each model")
        .keyBy(ModelScore::key, Types.STRING)
        .fullWindowPartition()
        .mapPartition(new DayQuality(run))
        .returns(rowType(ModelTables.MODEL_QUALITY))
        .uid("day-quality")
        .name("Quality of a day");
  }

  /** One row for each feature of a set. */
  static DataStream<RowData> drift(
      StreamExecutionEnvironment env, LakeSettings lake, QualityRun run, DriftSpans spans) {
    return features(env, lake, spans, false)
        .union(features(env, lake, spans, true))
        .map(sample -> sample)
        .returns(FeatureRowSource.TYPE)
        .setParallelism(1)
        .uid("gather-" + spans.featureSet())
        .name("Gather")
        .fullWindowPartition()
        .mapPartition(new DriftRows(run.runId(), run.runAtMicros(), spans))
        .returns(rowType(ModelTables.FEATURE_DRIFT))
        .setParallelism(1)
        .uid("drift-" + spans.featureSet())
        .name("Drift");
  }

  private static DataStream<FeatureSample> features(
      StreamExecutionEnvironment env, LakeSettings lake, DriftSpans spans, boolean recent) {
    String side = (recent ? "recent-" : "reference-") + spans.featureSet();
    return env.fromSource(
            FeatureRowSource.open(spans, recent, new LakeCatalogLoader(lake)),
            WatermarkStrategy.noWatermarks(),
            "features " + side)
        .returns(FeatureRowSource.TYPE)
        .uid("features-" + side)
        .filter(FeatureRowSource::isDrawn)
        .uid("drawn-" + side)
        .name("Drawn");
  }

  private static TypeInformation<RowData> rowType(LakeTable table) {
    return InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema()));
  }

  /** Adds rows to a table. */
  static void append(DataStream<RowData> rows, LakeSettings lake, LakeTable table) {
    IcebergSink.forRowData(rows)
        .tableLoader(TableLoader.fromCatalog(new LakeCatalogLoader(lake), table.identifier()))
        .uidSuffix(table.identifier().name())
        .append();
  }
}
