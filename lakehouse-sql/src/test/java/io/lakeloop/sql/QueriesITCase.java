package io.lakeloop.sql;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Every query and view, held against plain loops over the same facts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueriesITCase {
  private static final Map<String, String> ALL_DAYS =
      Map.of("from_day", "2026-03-01", "to_day", "2026-03-31");
  private static final LocalDate CLOSED_UNTIL = LakeFacts.START.plusDays(3);
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 7);

  private final LakeFacts facts = new LakeFacts(7, 400);
  private final Map<String, Runnable> checks = new LinkedHashMap<>();
  private SqlLake lake;
  private LakeSession session;

  @BeforeAll
  void fillLake() throws Exception {
    lake = new SqlLake();
    lake.createTables();
    lake.write(facts);
    lake.writeOperations();
    lake.close(facts, CLOSED_UNTIL);
    session = LakeSession.open(lake.options(), Map.of("parallelism.default", "1"), false);
    analystChecks();
    operatorChecks();
    scientistChecks();
  }

  @AfterAll
  void close() throws Exception {
    session.close();
    lake.close();
  }

  @TestFactory
  Stream<DynamicTest> everyQueryTellsWhatLoopsTell() {
    assertThat(checks.keySet()).containsExactlyInAnyOrderElementsOf(SqlLibrary.queries().keySet());
    return checks.entrySet().stream()
        .map(check -> dynamicTest(check.getKey(), check.getValue()::run));
  }

  private List<List<Object>> ask(String query, Map<String, String> parameters) {
    return rows(SqlLibrary.query(query).bind(parameters, TODAY));
  }

  private List<List<Object>> rows(String sql) {
    List<List<Object>> rows = new ArrayList<>();
    try (CloseableIterator<Row> result =
        session.execute(SqlText.statements(sql).get(0)).collect()) {
      while (result.hasNext()) {
        Row row = result.next();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.getArity(); i++) {
          values.add(row.getField(i));
        }
        rows.add(values);
      }
    } catch (Exception e) {
      throw new IllegalStateException(sql, e);
    }
    return rows;
  }

  private static List<Object> row(Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }

  private static Map<String, String> with(Map<String, String> base, String... more) {
    Map<String, String> all = new TreeMap<>(base);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private <K extends Comparable<K>> Map<K, LakeFacts.Totals> totals(
      Predicate<LakeFacts.Payment> which, Function<LakeFacts.Payment, K> key) {
    Map<K, LakeFacts.Totals> totals = new TreeMap<>();
    facts.payments().stream()
        .filter(which)
        .collect(groupingBy(key))
        .forEach((group, payments) -> totals.put(group, facts.totals(payments.stream())));
    return totals;
  }

  private long count(Predicate<LakeFacts.Score> which) {
    return facts.firstScores().stream().filter(which).count();
  }

  private static Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }

  private boolean known(LakeFacts.Score s) {
    return facts.report(s.payment().id()).isPresent();
  }

  private boolean fraud(LakeFacts.Score s) {
    return facts.isFraud(s.payment().id());
  }

  private Object outcome(LakeFacts.Score s) {
    return facts.report(s.payment().id()).map(LakeFacts.Report::fraud).orElse(null);
  }

  private void analystChecks() {
    checks.put(
        "fraud-rate-by-day",
        () -> {
          List<List<Object>> expected = new ArrayList<>();
          totals(p -> true, LakeFacts.Payment::day)
              .forEach(
                  (day, t) ->
                      expected.add(
                          row(
                              day,
                              t.transactions(),
                              t.amount(),
                              t.frauds(),
                              t.fraudAmount(),
                              ratio(t.frauds(), t.transactions()))));
          assertThat(ask("fraud-rate-by-day", ALL_DAYS)).isEqualTo(expected);
        });
    checks.put(
        "fraud-by-reason",
        () -> {
          Map<List<Object>, List<LakeFacts.Payment>> groups =
              facts.payments().stream()
                  .filter(p -> facts.isFraud(p.id()))
                  .collect(
                      groupingBy(
                          p -> {
                            String reason = facts.report(p.id()).orElseThrow().reason();
                            return row(p.day(), reason == null ? "(none given)" : reason);
                          }));
          List<List<Object>> expected = new ArrayList<>();
          groups.forEach(
              (key, payments) -> {
                List<Object> row = new ArrayList<>(key);
                row.add((long) payments.size());
                row.add(facts.totals(payments.stream()).amount());
                expected.add(row);
              });
          assertThat(ask("fraud-by-reason", ALL_DAYS))
              .containsExactlyInAnyOrderElementsOf(expected);
        });
    checks.put(
        "card-history",
        () ->
            assertThat(ask("card-history", with(ALL_DAYS, "customer", "C1")))
                .isEqualTo(
                    facts.firstScores().stream()
                        .filter(s -> s.payment().customer().equals("C1"))
                        .sorted(Comparator.comparing(s -> s.payment().time()))
                        .map(
                            s ->
                                row(
                                    s.payment().time(),
                                    s.payment().id(),
                                    s.payment().terminal(),
                                    s.payment().amount(),
                                    s.score(),
                                    s.alert(),
                                    LakeFacts.MODEL,
                                    s.alert() ? reasons(s) : null,
                                    outcome(s)))
                        .toList()));
    checks.put(
        "customer-spending",
        () -> {
          List<List<Object>> expected = new ArrayList<>();
          totals(p -> p.customer().equals("C2"), LakeFacts.Payment::day)
              .forEach(
                  (day, t) ->
                      expected.add(
                          row(
                              day,
                              t.transactions(),
                              t.amount(),
                              t.largest(),
                              t.frauds(),
                              t.alerts(),
                              day.isBefore(CLOSED_UNTIL))));
          assertThat(ask("customer-spending", with(ALL_DAYS, "customer", "C2")))
              .isEqualTo(expected);
        });
    checks.put("terminals-rising", this::checkTerminalsRising);
    checks.put(
        "alerts-of-day",
        () ->
            assertThat(ask("alerts-of-day", Map.of("on_day", "2026-03-02", "most", "3")))
                .isEqualTo(
                    facts.firstScores().stream()
                        .filter(LakeFacts.Score::alert)
                        .filter(s -> s.payment().day().equals(LocalDate.of(2026, 3, 2)))
                        .sorted(Comparator.comparingDouble(LakeFacts.Score::score).reversed())
                        .limit(3)
                        .map(
                            s ->
                                row(
                                    s.payment().time(),
                                    "A-" + s.payment().id(),
                                    s.payment().customer(),
                                    s.payment().terminal(),
                                    s.payment().amount(),
                                    s.score(),
                                    reasons(s),
                                    outcome(s)))
                        .toList()));
    checks.put(
        "missed-frauds",
        () ->
            assertThat(ask("missed-frauds", with(ALL_DAYS, "most", "5")))
                .isEqualTo(
                    facts.firstScores().stream()
                        .filter(s -> fraud(s) && !s.alert())
                        .sorted(
                            Comparator.comparing((LakeFacts.Score s) -> s.payment().amount())
                                .reversed())
                        .limit(5)
                        .map(
                            s ->
                                row(
                                    s.payment().time(),
                                    s.payment().id(),
                                    s.payment().customer(),
                                    s.payment().terminal(),
                                    s.payment().amount(),
                                    s.score(),
                                    LakeFacts.MODEL))
                        .toList()));
    checks.put(
        "hourly-totals",
        () -> {
          List<List<Object>> expected = new ArrayList<>();
          totals(p -> true, p -> SqlLake.hour(p.time()))
              .forEach(
                  (hour, t) ->
                      expected.add(
                          row(
                              hour,
                              t.transactions(),
                              t.amount(),
                              t.frauds(),
                              t.alerts(),
                              t.scored() == 0 ? null : t.scoreSum().doubleValue() / t.scored(),
                              LakeFacts.dayOf(hour).isBefore(CLOSED_UNTIL))));
          assertThat(ask("hourly-totals", ALL_DAYS)).isEqualTo(expected);
        });
  }

  private static String reasons(LakeFacts.Score s) {
    return String.join(
        "; ",
        s.features().entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .map(feature -> "because of " + feature.getKey())
            .toList());
  }

  private void checkTerminalsRising() {
    LocalDate last = LocalDate.of(2026, 3, 6);
    record Rise(String terminal, long recent, long frauds, Double rate, double earlier) {}
    List<Rise> rises = new ArrayList<>();
    for (String terminal : List.of("P0", "P1", "P2", "P3", "P4")) {
      long[] counts = new long[4];
      for (LakeFacts.Payment p : facts.payments()) {
        long age = last.toEpochDay() - p.day().toEpochDay();
        if (p.terminal().equals(terminal) && age < 5) {
          int at = age < 2 ? 0 : 2;
          counts[at]++;
          counts[at + 1] += facts.isFraud(p.id()) ? 1 : 0;
        }
      }
      Double earlier = ratio(counts[3], counts[2]);
      rises.add(
          new Rise(
              terminal,
              counts[0],
              counts[1],
              ratio(counts[1], counts[0]),
              earlier == null ? 0 : earlier));
    }
    assertThat(
            ask(
                "terminals-rising",
                Map.of("on_day", last.toString(), "recent_days", "2", "earlier_days", "3")))
        .isNotEmpty()
        .isEqualTo(
            rises.stream()
                .filter(r -> r.rate != null && r.rate > r.earlier)
                .sorted(Comparator.comparingDouble((Rise r) -> r.rate - r.earlier).reversed())
                .map(
                    r -> row(r.terminal, r.recent, r.frauds, r.rate, r.earlier, r.rate - r.earlier))
                .toList());
  }

  private void scientistChecks() {
    checks.put(
        "reasons-of-alerts",
        () -> {
          List<List<Object>> expected = new ArrayList<>();
          for (String feature : List.of("TX_AMOUNT", "hours")) {
            List<Double> parts =
                facts.firstScores().stream()
                    .filter(s -> s.alert() && s.features().containsKey(feature))
                    .map(s -> s.features().get(feature) / 1000)
                    .toList();
            expected.add(
                row(
                    feature,
                    (long) parts.size(),
                    about(parts.stream().mapToDouble(d -> d).average().orElseThrow()),
                    about(parts.stream().mapToDouble(d -> d).max().orElseThrow())));
          }
          assertThat(rounded(ask("reasons-of-alerts", ALL_DAYS))).isEqualTo(expected);
        });
    checks.put(
        "alert-load",
        () -> {
          List<List<Object>> expected = new ArrayList<>();
          LakeFacts.START
              .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
              .forEach(day -> expected.add(quality(day)));
          assertThat(ask("alert-load", ALL_DAYS)).isEqualTo(expected);
        });
    checks.put(
        "champion-and-challengers",
        () ->
            assertThat(rounded(ask("champion-and-challengers", ALL_DAYS)))
                .isEqualTo(
                    List.of(
                        row(
                            LakeFacts.MODEL,
                            LakeFacts.CHALLENGER,
                            count(s -> true),
                            about(
                                facts.firstScores().stream()
                                    .mapToDouble(s -> Math.abs(s.challenger() - s.score()))
                                    .average()
                                    .orElseThrow()),
                            count(LakeFacts.Score::alert),
                            count(s -> s.challenger() >= 0.5),
                            count(s -> fraud(s) && s.alert()),
                            count(s -> fraud(s) && s.challenger() >= 0.5)))));
    checks.put("score-calibration", this::checkCalibration);
    checks.put("feature-by-day", this::checkFeatureByDay);
    checks.put(
        "skew-by-feature",
        () ->
            assertThat(ask("skew-by-feature", Map.of()))
                .isEqualTo(List.of(row("small", "TX_AMOUNT", 100L, 4L, 0.04, 2.0, 1L, 1L, 1L))));
    checks.put(
        "what-if",
        () -> {
          List<List<Object>> expected = new ArrayList<>();
          LakeFacts.START
              .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
              .forEach(
                  day ->
                      expected.add(
                          row(
                              day,
                              count(s -> on(day, s)),
                              count(s -> on(day, s) && s.alert()),
                              count(s -> on(day, s) && dear(s)),
                              count(s -> on(day, s) && fraud(s) && s.alert()),
                              count(s -> on(day, s) && fraud(s) && dear(s)))));
          assertThat(ask("what-if", with(ALL_DAYS, "model", "m-2"))).isEqualTo(expected);
        });
    checks.put(
        "explain-transaction",
        () -> {
          LakeFacts.Score dear =
              facts.firstScores().stream().filter(QueriesITCase::dear).findFirst().orElseThrow();
          double amount = dear.payment().amount().doubleValue();
          assertThat(
                  ask(
                      "explain-transaction",
                      Map.of("transaction", dear.payment().id(), "model", "m-1")))
              .containsExactly(
                  row(dear.payment().id(), 0.9, "TX_AMOUNT", amount, 0.9, "very dear"),
                  row(dear.payment().id(), 0.9, "TX_AMOUNT", amount, 0.2, "dear"));
        });
    checks.put(
        "model-history",
        () ->
            assertThat(ask("model-history", Map.of()))
                .extracting(row -> row.get(1), row -> row.get(2), row -> row.get(5))
                .containsExactly(
                    org.assertj.core.groups.Tuple.tuple("registered", "m-1", "trained"),
                    org.assertj.core.groups.Tuple.tuple("registered", "m-2", "trained")));
  }

  private static boolean dear(LakeFacts.Score s) {
    return s.payment().amount().compareTo(BigDecimal.valueOf(250)) >= 0;
  }

  private static boolean on(LocalDate day, LakeFacts.Score s) {
    return s.payment().day().equals(day);
  }

  private List<Object> quality(LocalDate day) {
    long caught = count(s -> on(day, s) && fraud(s) && s.alert());
    long frauds = count(s -> on(day, s) && fraud(s));
    return row(
        day,
        LakeFacts.MODEL,
        count(s -> on(day, s)),
        count(s -> on(day, s) && s.alert()),
        frauds,
        caught,
        count(s -> on(day, s) && s.alert() && known(s) && !fraud(s)),
        ratio(caught, count(s -> on(day, s) && s.alert() && known(s))),
        ratio(caught, frauds));
  }

  private void checkCalibration() {
    Map<Integer, List<LakeFacts.Score>> tenths =
        new TreeMap<>(
            facts.firstScores().stream()
                .filter(this::known)
                .collect(groupingBy(s -> (int) (s.score() * 10))));
    List<List<Object>> expected = new ArrayList<>();
    tenths.forEach(
        (tenth, scores) ->
            expected.add(
                row(
                    tenth,
                    (long) scores.size(),
                    about(
                        scores.stream()
                            .mapToDouble(LakeFacts.Score::score)
                            .average()
                            .orElseThrow()),
                    about(ratio(scores.stream().filter(this::fraud).count(), scores.size())))));
    assertThat(rounded(ask("score-calibration", ALL_DAYS))).isEqualTo(expected);
  }

  private void checkFeatureByDay() {
    List<List<Object>> expected = new ArrayList<>();
    LakeFacts.START
        .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
        .forEach(
            day -> {
              List<Double> values =
                  facts.firstScores().stream()
                      .filter(s -> on(day, s) && s.features().containsKey("hours"))
                      .map(s -> s.features().get("hours"))
                      .toList();
              long scored = count(s -> on(day, s));
              expected.add(
                  row(
                      day,
                      scored,
                      scored - values.size(),
                      about(values.stream().mapToDouble(d -> d).average().orElseThrow()),
                      about(values.stream().mapToDouble(d -> d).min().orElseThrow()),
                      about(values.stream().mapToDouble(d -> d).max().orElseThrow())));
            });
    assertThat(rounded(ask("feature-by-day", with(ALL_DAYS, "feature", "hours"))))
        .isEqualTo(expected);
  }

  /** Means depend on the order of sums in their last bits. */
  private static Object about(double value) {
    return "%.9f".formatted(value);
  }

  private static List<List<Object>> rounded(List<List<Object>> rows) {
    return rows.stream()
        .map(
            row -> row.stream().map(value -> value instanceof Double d ? about(d) : value).toList())
        .toList();
  }

  private void operatorChecks() {
    checks.put("event-delay", this::checkEventDelay);
    checks.put(
        "late-events",
        () -> {
          List<List<Object>> expected = new ArrayList<>();
          LakeFacts.START
              .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
              .forEach(
                  day ->
                      expected.add(
                          row(
                              day,
                              count(s -> on(day, s)),
                              count(s -> on(day, s) && s.late()),
                              facts.firstScores().stream()
                                  .filter(s -> on(day, s))
                                  .mapToLong(
                                      s ->
                                          Duration.between(
                                                  s.payment().time(), s.payment().ingestedAt())
                                              .toSeconds())
                                  .max()
                                  .orElseThrow())));
          assertThat(wide(ask("late-events", ALL_DAYS))).isEqualTo(expected);
        });
    checks.put(
        "dead-letters-by-reason",
        () ->
            assertThat(ask("dead-letters-by-reason", ALL_DAYS))
                .isEqualTo(
                    List.of(
                        row(
                            "transactions",
                            "undecodable",
                            8L,
                            7L,
                            SqlLake.RUN.plusSeconds(1),
                            SqlLake.RUN.plusSeconds(11)),
                        row(
                            "transactions",
                            "null-value",
                            4L,
                            3L,
                            SqlLake.RUN,
                            SqlLake.RUN.plusSeconds(9)))));
    checks.put(
        "duplicates",
        () -> {
          Map<String, List<LakeFacts.Payment>> byId =
              new TreeMap<>(facts.records.stream().collect(groupingBy(LakeFacts.Payment::id)));
          List<List<Object>> expected = new ArrayList<>();
          byId.forEach(
              (id, records) -> {
                if (records.size() > 1) {
                  expected.add(
                      row(
                          id,
                          records.get(0).day(),
                          2L,
                          1L,
                          records.get(0).ingestedAt(),
                          records.get(1).ingestedAt()));
                }
              });
          assertThat(ask("duplicates", ALL_DAYS)).isEqualTo(expected);
        });
    checks.put(
        "kafka-progress",
        () -> {
          List<List<Object>> expected = new ArrayList<>();
          for (int partition = 0; partition < 2; partition++) {
            int p = partition;
            List<LakeFacts.Payment> records =
                facts.records.stream().filter(r -> r.partition() == p).toList();
            expected.add(
                row(
                    p,
                    (long) records.size(),
                    0L,
                    records.size() - 1L,
                    0L,
                    records.stream()
                        .map(LakeFacts.Payment::ingestedAt)
                        .max(Instant::compareTo)
                        .orElseThrow()));
          }
          assertThat(ask("kafka-progress", Map.of())).isEqualTo(expected);
        });
    checks.put("table-sizes", this::checkTableSizes);
    checks.put(
        "commits",
        () ->
            assertThat(ask("commits", Map.of("most", "1000")))
                .extracting(row -> List.of(row.get(0), row.get(1), row.get(2)))
                .containsExactlyInAnyOrderElementsOf(commits()));
    checks.put(
        "partition-health",
        () ->
            assertThat(ask("partition-health", Map.of()))
                .extracting(row -> row.get(0), row -> ((Number) row.get(2)).longValue())
                .containsExactlyElementsOf(
                    LakeFacts.START
                        .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
                        .sorted(Comparator.reverseOrder())
                        .map(
                            day ->
                                org.assertj.core.groups.Tuple.tuple(
                                    day,
                                    facts.records.stream()
                                        .filter(r -> r.day().equals(day))
                                        .count()))
                        .toList()));
    checks.put("compare-snapshots", this::checkCompareSnapshots);
  }

  private static List<List<Object>> wide(List<List<Object>> rows) {
    return rows.stream()
        .map(
            row ->
                row.stream()
                    .map(v -> v instanceof Integer i ? (Object) Long.valueOf(i) : v)
                    .toList())
        .toList();
  }

  private void checkEventDelay() {
    Map<Instant, List<LakeFacts.Payment>> hours =
        new TreeMap<>(facts.records.stream().collect(groupingBy(p -> SqlLake.hour(p.time()))));
    List<List<Object>> actual = wide(ask("event-delay", ALL_DAYS));
    assertThat(actual).extracting(row -> row.get(0)).containsExactlyElementsOf(hours.keySet());
    assertThat(actual)
        .extracting(row -> row.get(3))
        .containsExactlyElementsOf(
            hours.values().stream()
                .map(
                    records ->
                        (Object)
                            records.stream()
                                .mapToLong(
                                    p -> Duration.between(p.time(), p.ingestedAt()).toSeconds())
                                .max()
                                .orElseThrow())
                .toList());
  }

  private void checkTableSizes() {
    Map<String, List<Object>> expected = new TreeMap<>();
    for (LakeTable definition : TableDefinition.all().values()) {
      long[] sums = new long[3];
      lake.table(definition)
          .newScan()
          .planFiles()
          .forEach(
              task -> {
                sums[0]++;
                sums[1] += task.file().recordCount();
                sums[2] += task.file().fileSizeInBytes();
              });
      if (sums[0] > 0) {
        expected.put(
            definition.name(),
            row(definition.name(), sums[0], sums[1], sums[2], sums[0], sums[2] / sums[0]));
      }
    }
    assertThat(ask("table-sizes", Map.of())).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  private List<List<Object>> commits() {
    List<List<Object>> commits = new ArrayList<>();
    for (LakeTable definition : TableDefinition.all().values()) {
      for (Snapshot snapshot : lake.table(definition).snapshots()) {
        commits.add(
            List.of(
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                definition.name(),
                snapshot.operation()));
      }
    }
    return commits;
  }

  private void checkCompareSnapshots() {
    Table table = lake.table(PaymentTables.TRANSACTIONS);
    Snapshot after = table.currentSnapshot();
    LocalDate day = LocalDate.of(2026, 3, 2);
    long records = facts.records.stream().filter(r -> r.day().equals(day)).count();
    LakeFacts.Totals once = totals(p -> p.day().equals(day), p -> "").get("");
    BigDecimal amount =
        facts.records.stream()
            .filter(r -> r.day().equals(day))
            .map(LakeFacts.Payment::amount)
            .reduce(BigDecimal.ZERO, BigDecimal::add);

    assertThat(
            ask(
                "compare-snapshots",
                Map.of(
                    "on_day",
                    day.toString(),
                    "before",
                    Long.toString(after.parentId()),
                    "after",
                    Long.toString(after.snapshotId()))))
        .containsExactlyInAnyOrder(
            row("before", 0L, 0L, null), row("after", records, once.transactions(), amount));
  }

  @Test
  void everyViewCanBeReadAndHasTheColumnsThatItNames() {
    for (String view : SqlLibrary.views().keySet()) {
      assertThat(rows("SELECT * FROM analytics." + view)).as(view).isNotEmpty();
    }
  }

  @Test
  void viewsOfCustomersTerminalsAndHoursAddUpToTheSame() {
    LakeFacts.Totals all = facts.totals(facts.payments().stream());
    for (String view : List.of("customer_daily", "terminal_daily", "hourly")) {
      assertThat(
              rows(
                  "SELECT SUM(transactions), SUM(amount_sum), MIN(amount_min), MAX(amount_max),"
                      + " SUM(fraud_transactions), SUM(fraud_amount), SUM(scored), SUM(score_sum),"
                      + " MAX(score_max), SUM(alerts) FROM analytics."
                      + view))
          .as(view)
          .containsExactly(
              row(
                  all.transactions(),
                  all.amount(),
                  all.smallest(),
                  all.largest(),
                  all.frauds(),
                  all.fraudAmount(),
                  all.scored(),
                  all.scoreSum(),
                  all.scoreMax(),
                  all.alerts()));
    }
  }
}
