package io.lakeloop.training.skew;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.feature.EntityKey;
import io.lakeloop.feature.FeatureSet;
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
 * The graph of the skew job:
 *
 * <pre>
 *   transactions ─► feature stages ─┐                ┌─► counted ────────┐
 *   fraud_reports ──────┴───────────│──────┐         │                   │
 *   scored_transactions ────────────┴─ by id: match ─┼─► causes by key ──┴─► sum ─► ml.feature_skew
 *                                          └─────────────────┘
 * </pre>
 */
final class SkewTopology {
  private static final TypeInformation<Tally> TALLY = TypeInformation.of(Tally.class);

  private SkewTopology() {}

  /** One row for each feature. */
  static DataStream<RowData> rows(StreamExecutionEnvironment env, LakeSettings lake, SkewRun run) {
    FeatureSet set = run.lake().set();
    DataStream<FeatureEvent> reports = run.lake().reports(env, lake);
    DataStream<FeatureEvent> computed =
        FeatureStages.batch(set).over(run.lake().transactions(env, lake), reports);
    DataStream<LoggedRow> logged =
        read(env, lake, run.log(), "logged").union(read(env, lake, run.logBefore(), "before"));
    DataStream<Sighting> sightings =
        computed
            .keyBy(event -> event.transaction().transactionId(), Types.STRING)
            .connect(logged.keyBy(LoggedRow::transactionId, Types.STRING))
            .process(new MatchFunction())
            .returns(TypeInformation.of(Sighting.class))
            .uid("match")
            .name("Match and compare");
    DataStream<Tally> tallies =
        sightings
            .fullWindowPartition()
            .mapPartition(new TallyFunction(set.features().size()))
            .returns(TALLY)
            .uid("count")
            .name("Count");
    for (EntityKey key : set.keys()) {
      tallies = tallies.union(causes(sightings, reports, key, run));
    }
    return tallies
        .keyBy(tally -> 0, Types.INT)
        .reduce(Tally::plus)
        .uid("sum")
        .name("Sum")
        .flatMap(new SkewRows(run))
        .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(ModelTables.FEATURE_SKEW.schema())))
        .uid("feature-skew-rows")
        .name("Rows");
  }

  private static DataStream<Tally> causes(
      DataStream<Sighting> sightings,
      DataStream<FeatureEvent> reports,
      EntityKey key,
      SkewRun run) {
    return sightings
        .keyBy(sighting -> sighting.key(key), Types.STRING)
        .connect(reports.keyBy(report -> report.key(key), Types.STRING))
        .process(new CauseFunction(run.lake().set(), key, run.reportDelay()))
        .returns(TALLY)
        .uid("causes-by-" + key.label())
        .name("Causes by " + key.label());
  }

  private static DataStream<LoggedRow> read(
      StreamExecutionEnvironment env, LakeSettings lake, LoggedRowSource source, String uid) {
    return env.fromSource(
            source.open(new LakeCatalogLoader(lake)),
            WatermarkStrategy.noWatermarks(),
            PaymentTables.SCORED_TRANSACTIONS.name() + " " + uid)
        .returns(TypeInformation.of(LoggedRow.class))
        .uid("scored-transactions-" + uid);
  }

  /** Adds the rows to {@code ml.feature_skew}. */
  static void append(DataStream<RowData> rows, LakeSettings lake) {
    IcebergSink.forRowData(rows)
        .tableLoader(
            TableLoader.fromCatalog(
                new LakeCatalogLoader(lake), ModelTables.FEATURE_SKEW.identifier()))
        .uidSuffix("feature-skew")
        .append();
  }
}
