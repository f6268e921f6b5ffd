package io.lakeloop.training.quality;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureEventSource;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.PaymentTables;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Scored transactions of a span, old enough that who has not been reported is genuine, with their
 * truth.
 *
 * @param scored what was scored in the span
 * @param reportsSnapshot the snapshot of {@code fraud_reports} that is read
 * @param knownUntilMicros reports made from then on are not known, UTC, microseconds since 1970
 */
record LabelledSpan(ScoredRowSource scored, long reportsSnapshot, long knownUntilMicros) {

  /** Each transaction once. The environment is in batch mode. */
  DataStream<ScoredRow> rows(StreamExecutionEnvironment env, LakeSettings lake) {
    DataStream<ScoredRow> rows =
        env.fromSource(
                scored.open(new LakeCatalogLoader(lake)),
                WatermarkStrategy.noWatermarks(),
                PaymentTables.SCORED_TRANSACTIONS.name())
            .returns(ScoredRowSource.TYPE)
            .uid("scored-transactions");
    FeatureEventSource source =
        new FeatureEventSource(
            PaymentTables.FRAUD_REPORTS,
            reportsSnapshot,
            scored.fromMicros(),
            knownUntilMicros,
            scored.fromMicros());
    DataStream<FeatureEvent> reports =
        env.fromSource(
                source.open(new LakeCatalogLoader(lake)),
                WatermarkStrategy.noWatermarks(),
                source.table().name())
            .returns(FeatureStages.EVENT_TYPE)
            .uid("fraud-reports");
    return rows.keyBy(ScoredRow::transactionId, Types.STRING)
        .connect(reports.keyBy(event -> event.report().transactionId(), Types.STRING))
        .process(new ScoreLabelFunction())
        .returns(ScoredRowSource.TYPE)
        .uid("labels")
        .name("Labels");
  }
}
