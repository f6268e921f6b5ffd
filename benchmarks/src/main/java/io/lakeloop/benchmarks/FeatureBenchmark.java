package io.lakeloop.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureEvent.Origin;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.FeatureEngine;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.SimulatorSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * The {@code standard} feature set over the simulator's transactions: the engine alone, the engine
 * in a Flink batch job, and Flink SQL {@code OVER} windows as a streaming and as a batch query. All
 * read the same events from memory and throw their results away; parallelism is 1; the processor
 * time of the whole process is counted, the events' making is not.
 *
 * <p>SQL does less: it has only the features that range windows can tell, counts, sums, means,
 * deviation, largest amounts and confirmed frauds, not the trimmed means, the runs of frauds and
 * what is built on them; and it takes fraud from a column of the transaction instead of from
 * reports. Delayed windows are differences of two, as is usual there. Streaming SQL takes one
 * window in a query, so that its windows are queries over queries.
 *
 * <p>Run: {@code ./benchmarks/run FeatureBenchmark [TRANSACTIONS [ROUNDS]]}, by default 1.3 million
 * and 3.
 */
public final class FeatureBenchmark {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** What is read, in the order of time; static, so that Flink's tasks find it. */
  private static final List<Event> EVENTS = new ArrayList<>();

  private static final List<Transaction> TRANSACTIONS = new ArrayList<>();
  private static final List<Boolean> FRAUD = new ArrayList<>();
  private static final List<FraudReport> REPORTS = new ArrayList<>();

  /** The windows, and what is told of each. */
  private static final List<Over> WINDOWS =
      List.of(
          new Over("customer", Duration.ofHours(1), "c1h", List.of("COUNT(*)", "SUM(cents)")),
          new Over("customer", Duration.ofDays(1), "c1d", List.of("COUNT(*)", "SUM(cents)")),
          new Over(
              "customer",
              Duration.ofDays(7),
              "c7d",
              List.of("COUNT(*)", "SUM(cents)", "MAX(cents)")),
          new Over(
              "customer",
              Duration.ofDays(30),
              "c30d",
              List.of(
                  "COUNT(*)",
                  "SUM(cents)",
                  "STDDEV_SAMP(CAST(cents AS DOUBLE))",
                  "MAX(cents)",
                  "SUM(fraud)")),
          new Over("terminal", Duration.ofHours(1), "t1h", List.of("COUNT(*)")),
          new Over("terminal", Duration.ofDays(1), "t1d", List.of("COUNT(*)", "SUM(cents)")),
          new Over("terminal", Duration.ofDays(7), "t7d", List.of("COUNT(*)", "SUM(fraud)")),
          new Over("terminal", Duration.ofDays(8), "t8d", List.of("COUNT(*)", "SUM(fraud)")),
          new Over("terminal", Duration.ofDays(14), "t14d", List.of("COUNT(*)", "SUM(fraud)")),
          new Over("terminal", Duration.ofDays(30), "t30d", List.of("SUM(fraud)")),
          new Over("terminal", Duration.ofDays(37), "t37d", List.of("COUNT(*)", "SUM(fraud)")));

  private record Over(String key, Duration reach, String name, List<String> aggregates) {
    /** By event time; streaming queries take nothing else. */
    String byEventTime() {
      return "(PARTITION BY %s ORDER BY t RANGE BETWEEN INTERVAL '%d' HOUR(3) PRECEDING AND CURRENT ROW)"
          .formatted(key, reach.toHours());
    }

    /** By the time as a number; batch queries take no interval on this type. */
    String byNumber() {
      return "(PARTITION BY %s ORDER BY micros RANGE BETWEEN %d PRECEDING AND CURRENT ROW)"
          .formatted(key, reach.toNanos() / 1000);
    }

    String columns(String over) {
      StringBuilder columns = new StringBuilder();
      for (int i = 0; i < aggregates.size(); i++) {
        columns.append(", %s OVER %s AS %s_%d".formatted(aggregates.get(i), over, name, i));
      }
      return columns.toString();
    }

    Stream<String> types() {
      return aggregates.stream()
          .map(aggregate -> aggregate.startsWith("STDDEV") ? "DOUBLE" : "BIGINT");
    }
  }

  @FunctionalInterface
  private interface Way {
    void run() throws Exception;
  }

  private FeatureBenchmark() {}

  /** Arguments: transactions, rounds. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_300_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    makeEvents(count);
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("engine alone", FeatureBenchmark::engine);
    ways.put("engine, Flink batch", FeatureBenchmark::engineInFlink);
    ways.put("SQL OVER, streaming", () -> sql(RuntimeExecutionMode.STREAMING, nested()));
    ways.put("SQL OVER, batch", () -> sql(RuntimeExecutionMode.BATCH, oneQuery()));
    System.out.printf(
        "%,d transactions, %,d reports; %d features by the engine, %d aggregates by SQL%n",
        TRANSACTIONS.size(),
        REPORTS.size(),
        FeatureSets.STANDARD.features().size(),
        WINDOWS.stream().mapToInt(window -> window.aggregates().size()).sum());
    System.out.printf("%-6s %-20s %8s %8s %16s%n", "round", "way", "wall s", "cpu s", "rows/cpu-s");
    for (int round = 1; round <= rounds; round++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        System.gc();
        long cpu = SYSTEM.getProcessCpuTime();
        long wall = System.nanoTime();
        way.getValue().run();
        double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
        System.out.printf(
            "%-6d %-20s %8.1f %8.1f %,16.0f%n",
            round, way.getKey(), (System.nanoTime() - wall) / 1e9, cpuSeconds, count / cpuSeconds);
      }
    }
  }

  private static void makeEvents(int count) {
    Simulator simulator =
        new Simulator(
            SimulatorSettings.of(
                1, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(36_500)));
    while (TRANSACTIONS.size() < count) {
      Event event = simulator.next();
      EVENTS.add(event);
      if (event instanceof Payment payment) {
        TRANSACTIONS.add(payment.transaction());
        FRAUD.add(payment.fraud() != null);
      } else if (event instanceof Report report) {
        REPORTS.add(report.report());
      }
    }
  }

  private static void engine() {
    FeatureEngine engine = new FeatureEngine(FeatureSets.STANDARD, Duration.ZERO);
    for (Event event : EVENTS) {
      if (event instanceof Payment payment) {
        engine.add(payment.transaction());
      } else if (event instanceof Report report) {
        engine.add(report.report());
      }
    }
  }

  private static StreamExecutionEnvironment environment(Configuration settings) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
    env.getConfig().enableObjectReuse();
    return env;
  }

  private static void engineInFlink() throws Exception {
    StreamExecutionEnvironment env = environment(JobDefaults.batch());
    DataStream<FeatureEvent> transactions =
        env.fromSequence(0, TRANSACTIONS.size() - 1)
            .map(i -> FeatureEvent.of(TRANSACTIONS.get(i.intValue()), new Origin(0, i, 0)))
            .returns(FeatureStages.EVENT_TYPE);
    DataStream<FeatureEvent> reports =
        env.fromSequence(0, REPORTS.size() - 1)
            .map(i -> FeatureEvent.of(REPORTS.get(i.intValue()), new Origin(0, i, 0)))
            .returns(FeatureStages.EVENT_TYPE);
    FeatureStages.batch(FeatureSets.STANDARD)
        .over(timed(transactions), timed(reports))
        .sinkTo(new DiscardingSink<>());
    env.execute();
  }

  private static DataStream<FeatureEvent> timed(DataStream<FeatureEvent> events) {
    return events.assignTimestampsAndWatermarks(
        WatermarkStrategy.<FeatureEvent>noWatermarks()
            .withTimestampAssigner((event, none) -> event.timeMillis()));
  }

  private static void sql(RuntimeExecutionMode mode, String query) throws Exception {
    Configuration settings = new Configuration();
    settings.set(ExecutionOptions.RUNTIME_MODE, mode);
    StreamExecutionEnvironment env = environment(settings);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    DataStream<Row> rows =
        env.fromSequence(0, TRANSACTIONS.size() - 1)
            .map(i -> row(i.intValue()))
            .returns(
                Types.ROW_NAMED(
                    new String[] {"id", "at", "micros", "customer", "terminal", "cents", "fraud"},
                    Types.STRING,
                    Types.INSTANT,
                    Types.LONG,
                    Types.STRING,
                    Types.STRING,
                    Types.LONG,
                    Types.LONG));
    tables.createTemporaryView(
        "transactions",
        rows,
        Schema.newBuilder()
            .columnByExpression("t", "CAST(`at` AS TIMESTAMP_LTZ(3))")
            .column("id", "STRING")
            .column("at", "TIMESTAMP_LTZ(9)")
            .column("micros", "BIGINT")
            .column("customer", "STRING")
            .column("terminal", "STRING")
            .column("cents", "BIGINT")
            .column("fraud", "BIGINT")
            .watermark("t", "t - INTERVAL '1' SECOND")
            .build());
    List<String> types =
        Stream.concat(Stream.of("STRING"), WINDOWS.stream().flatMap(Over::types)).toList();
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < types.size(); i++) {
      columns.append(i == 0 ? "" : ", ").append("v").append(i).append(' ').append(types.get(i));
    }
    tables.executeSql(
        "CREATE TEMPORARY TABLE results (%s) WITH ('connector' = 'blackhole')".formatted(columns));
    tables.executeSql("INSERT INTO results " + query).await();
  }

  private static Row row(int index) {
    Transaction transaction = TRANSACTIONS.get(index);
    return Row.of(
        transaction.transactionId(),
        Instant.EPOCH.plusNanos(transaction.eventTimeMicros() * 1000),
        transaction.eventTimeMicros(),
        transaction.customerId(),
        transaction.terminalId(),
        transaction.amountMinorUnits(),
        FRAUD.get(index) ? 1L : 0L);
  }

  /** All windows in one query, as batch mode takes them. */
  private static String oneQuery() {
    String columns =
        WINDOWS.stream().map(window -> window.columns(window.name())).collect(Collectors.joining());
    String definitions =
        WINDOWS.stream()
            .map(window -> window.name() + " AS " + window.byNumber())
            .collect(Collectors.joining(", "));
    return "SELECT id%s FROM transactions WINDOW %s".formatted(columns, definitions);
  }

  /** A query for each window over the query before, as streaming mode needs it. */
  private static String nested() {
    String query = "transactions";
    for (Over window : WINDOWS) {
      query = "(SELECT *%s FROM %s)".formatted(window.columns(window.byEventTime()), query);
    }
    String results =
        WINDOWS.stream()
            .flatMap(
                window ->
                    Stream.iterate(0, i -> i + 1)
                        .limit(window.aggregates().size())
                        .map(i -> window.name() + "_" + i))
            .collect(Collectors.joining(", "));
    return "SELECT id, %s FROM %s".formatted(results, query);
  }
}
