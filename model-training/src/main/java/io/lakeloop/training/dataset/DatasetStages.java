package io.lakeloop.training.dataset;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureEventSource;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.PaymentTables;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.operators.Order;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The graph that makes a training set:
 *
 * <pre>
 *   transactions ─► feature stages ─► one of each id ─► labels ─► (not compromised) ─► sort ─► blocks
 *   fraud_reports ──────┴──────────────────────────────────┴──────────────┘
 * </pre>
 */
final class DatasetStages {
  private static final TypeInformation<LabelledRow> ROW = TypeInformation.of(LabelledRow.class);

  private DatasetStages() {}

  /** The rows as blocks, all in order, out of one task. */
  static DataStream<byte[]> blocks(
      StreamExecutionEnvironment env, LakeSettings lake, DatasetPlan plan) {
    DataStream<FeatureEvent> once =
        plan.features()
            .over(env, lake)
            .filter(event -> !event.marks().duplicate())
            .uid("one-of-each-id")
            .name("One of each id");
    DataStream<FeatureEvent> reports = labels(env, lake, plan);
    DataStream<LabelledRow> labelled =
        once.keyBy(event -> event.transaction().transactionId(), Types.STRING)
            .connect(reports.keyBy(event -> event.report().transactionId(), Types.STRING))
            .process(new LabelFunction(plan))
            .returns(ROW)
            .uid("labels")
            .name("Labels");
    DataStream<LabelledRow> chosen = labelled;
    if (plan.dropCompromised()) {
      chosen =
          labelled
              .keyBy(LabelledRow::customerId, Types.STRING)
              .connect(reports.keyBy(event -> event.report().customerId(), Types.STRING))
              .process(new CompromisedFunction())
              .returns(ROW)
              .uid("not-compromised")
              .name("Not compromised");
    }
    return chosen
        .map(row -> row)
        .returns(ROW)
        .setParallelism(1)
        .uid("gather")
        .name("Gather")
        .fullWindowPartition()
        .sortPartition(new RowOrder(), Order.ASCENDING)
        .setParallelism(1)
        .uid("sort")
        .name("Sort")
        .fullWindowPartition()
        .mapPartition(new RowBlocks())
        .returns(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
        .setParallelism(1)
        .uid("blocks")
        .name("Blocks");
  }

  /** The reports that label the transactions: made after the first of them. */
  private static DataStream<FeatureEvent> labels(
      StreamExecutionEnvironment env, LakeSettings lake, DatasetPlan plan) {
    long from =
        plan.dropCompromised() ? plan.features().historyFromMicros() : plan.features().fromMicros();
    FeatureEventSource source =
        new FeatureEventSource(
            PaymentTables.FRAUD_REPORTS,
            plan.features().reportsSnapshot(),
            from,
            plan.knownAtMicros(),
            from);
    return env.fromSource(
            source.open(new LakeCatalogLoader(lake)),
            WatermarkStrategy.<FeatureEvent>forMonotonousTimestamps()
                .withTimestampAssigner((event, none) -> event.timeMillis()),
            "labels from " + source.table().name())
        .returns(FeatureStages.EVENT_TYPE)
        .uid("labels-in-the-lake");
  }
}
