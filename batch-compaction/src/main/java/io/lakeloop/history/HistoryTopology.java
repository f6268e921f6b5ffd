package io.lakeloop.history;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.LakeTable;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.operators.Order;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Schema;

/**
 * The graph of the history job:
 *
 * <pre>
 *   transactions ────────┐
 *   fraud_reports ───────┼─► by day and id: put together ─► sum ─► by key: sum ─► by day: write ─► commit
 *   scored_transactions ─┘
 * </pre>
 */
final class HistoryTopology {
  private static final TypeInformation<Facts> FACTS = TypeInformation.of(Facts.class);
  private static final TypeInformation<Totals> TOTALS = TypeInformation.of(Totals.class);

  /** More ranges of days than this are read with what lies between the nearest. */
  private static final int MOST_RANGES = 64;

  private HistoryTopology() {}

  /** The totals of every key and period of the plan's days. */
  static DataStream<Totals> totals(
      StreamExecutionEnvironment env,
      LakeSettings lake,
      HistoryPlan plan,
      Map<LakeTable, Schema> sources) {
    DayRanges days = plan.days();
    DataStream<Facts> facts =
        HistoryPlanner.SOURCES.entrySet().stream()
            .map(
                source -> {
                  LakeTable table = source.getKey();
                  Schema schema = sources.getOrDefault(table, table.schema());
                  return read(
                      env,
                      lake,
                      new FactsSource(
                          table,
                          schema,
                          plan.sources().getOrDefault(table.name(), -1L),
                          DayFilters.rowsOf(
                              days.widenedTo(MOST_RANGES), schema.findField(source.getValue()))));
                })
            .reduce(DataStream::union)
            .orElseThrow();
    DataStream<Facts> transactions =
        facts
            .filter(fact -> days.contains(fact.day()))
            .uid("days-asked-for")
            .name("Days asked for")
            .keyBy(new DayAndId(), Types.TUPLE(Types.INT, Types.STRING))
            .reduce(Facts::plus)
            .uid("put-together")
            .name("Put together")
            .filter(fact -> fact.payment() != null)
            .uid("seen-transactions")
            .name("Seen transactions");
    List<Grouping> groupings = plan.bases().keySet().stream().map(Grouping::of).toList();
    return transactions
        .transform("Sum before sending", TOTALS, new SumOperator(groupings))
        .uid("sum-before-sending")
        .keyBy(new Group(), Types.TUPLE(Types.STRING, Types.LONG, Types.STRING))
        .reduce(Totals::plus)
        .uid("sum")
        .name("Sum");
  }

  /** Writes the totals and commits them, table by table. Puts out the tables' names. */
  static DataStream<String> overwriteDays(
      DataStream<Totals> totals, LakeSettings lake, HistoryPlan plan) {
    DataStream<Totals> sorted =
        totals
            .partitionCustom(
                Math::floorMod,
                total ->
                    DayRanges.dayOf(total.periodMicros())
                        + total.grouping().table().name().hashCode())
            .fullWindowPartition()
            .sortPartition(new TableThenPeriodThenKey(), Order.ASCENDING)
            .uid("sort")
            .name("Sort");
    return sorted
        .transform(
            "Write", TypeInformation.of(WrittenFile.class), new WriteOperator(lake, plan.runId()))
        .uid("write")
        .global()
        .transform("Commit", Types.STRING, new CommitOperator(lake, plan))
        .uid("commit")
        .setParallelism(1);
  }

  private static DataStream<Facts> read(
      StreamExecutionEnvironment env, LakeSettings lake, FactsSource source) {
    return env.fromSource(
            source.open(new LakeCatalogLoader(lake)),
            WatermarkStrategy.noWatermarks(),
            source.table().name())
        .returns(FACTS)
        .uid(source.table().identifier().name().replace('_', '-'));
  }

  private static final class DayAndId implements KeySelector<Facts, Tuple2<Integer, String>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Tuple2<Integer, String> getKey(Facts facts) {
      return Tuple2.of(facts.day(), facts.id());
    }
  }

  private static final class Group implements KeySelector<Totals, Tuple3<String, Long, String>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Tuple3<String, Long, String> getKey(Totals totals) {
      return Tuple3.of(totals.grouping().table().name(), totals.periodMicros(), totals.key());
    }
  }

  /** One text, since Flink sorts a partition by the first field of a key alone. */
  private static final class TableThenPeriodThenKey implements KeySelector<Totals, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String getKey(Totals totals) {
      return totals.grouping().table().name() + '/' + totals.periodMicros() + '/' + totals.key();
    }
  }
}
