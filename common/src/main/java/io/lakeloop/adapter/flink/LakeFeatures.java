package io.lakeloop.adapter.flink;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.feature.FeatureSet;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * The features of a span of the lake's transactions, computed in batch mode by the stages that the
 * streaming job has.
 *
 * @param set what is computed
 * @param fromMicros the first event time whose features are asked for, UTC, microseconds since 1970
 * @param toMicros the end of the span, exclusive
 * @param transactionsSnapshot the snapshot of {@code transactions} that is read
 * @param reportsSnapshot the snapshot of {@code fraud_reports} that is read
 */
public record LakeFeatures(
    FeatureSet set, long fromMicros, long toMicros, long transactionsSnapshot, long reportsSnapshot)
    implements Serializable {

  /** Pinned to the tables as they are now. */
  public static LakeFeatures ofCurrent(
      LakeSettings lake, FeatureSet set, long fromMicros, long toMicros) throws IOException {
    try (RESTCatalog catalog = new LakeCatalogLoader(lake).loadCatalog()) {
      return new LakeFeatures(
          set,
          fromMicros,
          toMicros,
          current(catalog, PaymentTables.TRANSACTIONS),
          current(catalog, PaymentTables.FRAUD_REPORTS));
    }
  }

  private static long current(Catalog catalog, LakeTable definition) {
    Table table = catalog.loadTable(definition.identifier());
    if (table.currentSnapshot() == null) {
      throw new IllegalStateException(
          definition.name() + " has no snapshot yet; run the ingest job first");
    }
    return table.currentSnapshot().snapshotId();
  }

  /**
   * The span's transactions with their values; duplicates among them, marked. The environment is in
   * batch mode.
   */
  public DataStream<FeatureEvent> over(StreamExecutionEnvironment env, LakeSettings lake) {
    return FeatureStages.batch(set)
        .over(transactions(env, lake), reports(env, lake))
        .filter(event -> !event.marks().history())
        .uid("asked-for")
        .name("Asked for");
  }

  /** The span's transactions, and as history those before that its features look at. */
  public DataStream<FeatureEvent> transactions(StreamExecutionEnvironment env, LakeSettings lake) {
    return read(
        env,
        lake,
        new FeatureEventSource(
            PaymentTables.TRANSACTIONS,
            transactionsSnapshot,
            historyFromMicros(),
            toMicros,
            fromMicros));
  }

  /** The reports that the span's features may look at. */
  public DataStream<FeatureEvent> reports(StreamExecutionEnvironment env, LakeSettings lake) {
    return read(
        env,
        lake,
        new FeatureEventSource(
            PaymentTables.FRAUD_REPORTS,
            reportsSnapshot,
            historyFromMicros(),
            toMicros,
            historyFromMicros()));
  }

  /** No feature of the span looks at what was before, UTC, microseconds since 1970. */
  public long historyFromMicros() {
    return fromMicros - set.horizonMicros();
  }

  private static DataStream<FeatureEvent> read(
      StreamExecutionEnvironment env, LakeSettings lake, FeatureEventSource source) {
    return env.fromSource(
            source.open(new LakeCatalogLoader(lake)),
            WatermarkStrategy.<FeatureEvent>forMonotonousTimestamps()
                .withTimestampAssigner((event, none) -> event.timeMillis()),
            source.table().name())
        .returns(FeatureStages.EVENT_TYPE)
        .uid(source.table().identifier().name() + "-in-the-lake");
  }
}
