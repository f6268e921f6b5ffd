package io.lakeloop.training.skew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.training.TrainingLake;
import io.lakeloop.training.TrainingLake.Arrived;
import io.lakeloop.training.TrainingLake.ArrivedReport;
import io.lakeloop.training.skew.SkewReport.Line;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log is what the engine says of events as they came, one each second. */
@Timeout(240)
class SkewJobITCase {
  private static final FeatureSet SET = FeatureSets.STANDARD;
  private static final LocalDate START = LocalDate.of(2026, 3, 1);
  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long START_MICROS = START.toEpochDay() * DAY;
  private static final long ARRIVAL_MICROS = START_MICROS + 100 * DAY;
  private static final int COUNT = 400;

  private final Random random = new Random(31);
  private final List<Object> events = new ArrayList<>();
  private TrainingLake lake;

  @BeforeEach
  void makeFourDaysInOrder() throws Exception {
    lake = new TrainingLake();
    for (int i = 0; i < COUNT; i++) {
      events.add(
          new Transaction(
              Integer.toString(i),
              START_MICROS + i * (4 * DAY / COUNT),
              "C" + random.nextInt(10),
              "T" + random.nextInt(6),
              random.nextInt(50_000)));
    }
  }

  private Transaction transaction(int number) {
    return events.stream()
        .filter(Transaction.class::isInstance)
        .map(Transaction.class::cast)
        .filter(t -> t.transactionId().equals(Integer.toString(number)))
        .findFirst()
        .orElseThrow();
  }

  private void move(Object event, int to) {
    events.remove(event);
    events.add(to, event);
  }

  private static long arrival(int place) {
    return ARRIVAL_MICROS + place * SECOND;
  }

  /** Fills the tables with the events as they come, and the log with the engine's values. */
  private void write(Map<String, Map<String, Double>> manipulated) throws Exception {
    Map<String, double[]> values = TrainingLake.asTheyCome(SET, events);
    List<Arrived> arrived = new ArrayList<>();
    List<ArrivedReport> reports = new ArrayList<>();
    List<Map<String, Object>> log = new ArrayList<>();
    for (int place = 0; place < events.size(); place++) {
      if (events.get(place) instanceof FraudReport report) {
        reports.add(new ArrivedReport(report, place, arrival(place)));
        continue;
      }
      Transaction transaction = (Transaction) events.get(place);
      int partition = Math.floorMod(transaction.customerId().hashCode(), 3);
      arrived.add(new Arrived(transaction, partition, place, arrival(place)));
      double[] logged = values.remove(transaction.transactionId());
      if (logged != null) {
        Map<String, Double> features = TrainingLake.asMap(SET, logged);
        features.putAll(manipulated.getOrDefault(transaction.transactionId(), Map.of()));
        log.add(row(transaction, partition, place, features, SET.hash()));
      }
    }
    lake.addTransactions(arrived);
    lake.addReports(reports);
    lake.append(PaymentTables.SCORED_TRANSACTIONS, log);
  }

  private static Map<String, Object> row(
      Transaction transaction,
      int partition,
      int place,
      Map<String, Double> features,
      String hash) {
    Map<String, Object> row = new HashMap<>();
    row.put("transaction_id", transaction.transactionId());
    row.put("event_time", TrainingLake.time(transaction.eventTimeMicros()));
    row.put("customer_id", transaction.customerId());
    row.put("terminal_id", transaction.terminalId());
    row.put("amount", TrainingLake.amount(transaction));
    row.put("score", 0.5);
    row.put("is_alert", false);
    row.put("model_version", "rules");
    row.put("shadow_scores", Map.of());
    row.put("features", features);
    row.put("feature_set", SET.name());
    row.put("feature_set_hash", hash);
    row.put("late", false);
    row.put(LakeTable.KAFKA_PARTITION, partition);
    row.put(LakeTable.KAFKA_OFFSET, (long) place);
    row.put("received_at", TrainingLake.time(arrival(place)));
    row.put("scored_at", TrainingLake.time(arrival(place)));
    return row;
  }

  private SkewReport run(Map<String, String> more) throws Exception {
    Map<String, String> options = new HashMap<>(lake.embedded().lakeOptions());
    options.put(SkewOptions.REPORT_DELAY.key(), "0 s");
    options.putAll(more);
    return SkewJob.run(SkewSettings.of(options), () -> TrainingLake.environment(2));
  }

  private Map<String, Line> different(SkewReport report) {
    Map<String, Line> lines = new TreeMap<>();
    report.lines().stream()
        .filter(line -> line.rowsDifferent() > 0)
        .forEach(line -> lines.put(line.feature(), line));
    return lines;
  }

  /**
   * How many rows should differ in each feature, by the engine alone; what is equal is left out.
   */
  private Map<String, Long> expectedDifferences() {
    List<Transaction> transactions =
        events.stream()
            .filter(Transaction.class::isInstance)
            .map(Transaction.class::cast)
            .distinct()
            .toList();
    List<FraudReport> reports =
        events.stream().filter(FraudReport.class::isInstance).map(FraudReport.class::cast).toList();
    Map<String, double[]> inOrder = TrainingLake.inOrder(SET, transactions, reports);
    Map<String, double[]> asTheyCame = TrainingLake.asTheyCome(SET, events);
    Map<String, Long> different = new TreeMap<>();
    asTheyCame.forEach(
        (id, logged) -> {
          for (int i = 0; i < logged.length; i++) {
            if (Double.compare(logged[i], inOrder.get(id)[i]) != 0) {
              different.merge(SET.names().get(i), 1L, Long::sum);
            }
          }
        });
    return different;
  }

  @Test
  void findsNothingWhereEverythingCameInOrderAndCountsADuplicateOnce() throws Exception {
    events.add(30, transaction(20));
    events.add(
        events.indexOf(transaction(190)),
        new FraudReport(
            "120",
            transaction(190).eventTimeMicros(),
            true,
            transaction(120).customerId(),
            transaction(120).terminalId(),
            transaction(120).eventTimeMicros(),
            null));
    write(Map.of());

    SkewReport report = run(Map.of());

    assertThat(different(report)).as(report.toText()).isEmpty();
    assertThat(report.passed()).as(report.toJson()).isTrue();
    assertThat(report.lines()).hasSize(SET.features().size());
    assertThat(report.lines())
        .allMatch(line -> line.rowsCompared() == COUNT)
        .allMatch(line -> line.rowsOnlyInLake() == 0 && line.rowsOnlyInLog() == 0);
    assertThat(report.toText()).endsWith("PASSED: 0 differences, each with a known reason");
    assertThat(report.toJson()).contains("\"passed\" : true");
    List<Record> rows = lake.rows(ModelTables.FEATURE_SKEW);
    assertThat(rows).hasSize(SET.features().size());
    assertThat(rows).allMatch(row -> row.getField("run_id").equals(report.runId()));
  }

  @Test
  void blamesLateEventsAndLateReportsForExactlyTheRowsScoredBeforeThem() throws Exception {
    FraudReport reported =
        new FraudReport(
            "120",
            transaction(190).eventTimeMicros(),
            true,
            transaction(120).customerId(),
            transaction(120).terminalId(),
            transaction(120).eventTimeMicros(),
            null);
    move(transaction(40), 60);
    move(transaction(150), 155);
    move(transaction(300), 380);
    events.add(230, reported);
    write(Map.of());

    SkewReport report = run(Map.of());

    Map<String, Line> different = different(report);
    Map<String, Long> rows = new TreeMap<>();
    different.forEach((feature, line) -> rows.put(feature, line.rowsDifferent()));
    assertThat(rows).isNotEmpty().isEqualTo(expectedDifferences());
    assertThat(rows).containsKey("terminal_fraud_count_30d");
    assertThat(different.values())
        .allMatch(line -> line.lateEvent() == line.rowsDifferent())
        .allMatch(line -> line.noneKnown() == 0 && line.duplicate() == 0);
    assertThat(report.passed()).isTrue();
  }

  @Test
  void tellsWhatContradictsItselfFromWhatNothingExplains() throws Exception {
    Transaction first = transaction(100);
    events.add(
        140,
        new Transaction(
            first.transactionId(),
            first.eventTimeMicros() - 1,
            first.customerId(),
            first.terminalId(),
            first.amountMinorUnits() + 1000));
    write(Map.of("50", Map.of("customer_count_1h", 77.0), "51", Map.of("TX_AMOUNT", -1.0)));

    SkewReport report = run(Map.of());

    Map<String, Line> different = different(report);
    Line manipulated = different.get("customer_count_1h");
    assertThat(manipulated.rowsDifferent()).isEqualTo(1);
    assertThat(manipulated.noneKnown()).isEqualTo(1);
    assertThat(manipulated.largestDifference()).isBetween(70.0, 77.0);
    assertThat(different.get("TX_AMOUNT").noneKnown()).isEqualTo(1);
    Line contradicted = different.get("CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW");
    assertThat(contradicted.duplicate()).isPositive().isEqualTo(contradicted.rowsDifferent());
    assertThat(contradicted.noneKnown()).isZero();
    assertThat(report.passed()).isFalse();
    assertThat(report.toText()).contains("customer_count_1h").contains("FAILED: 2 of");
  }

  @Test
  void comparesOnlyTheDaysAskedForAndSaysWhatIsOnOneSideOnly() throws Exception {
    write(Map.of());
    Transaction unscored = new Transaction("unscored", START_MICROS + 2 * DAY, "X", "Y", 1);
    lake.addTransactions(List.of(new Arrived(unscored, 0, 10_000, arrival(1000))));
    Transaction unknown = new Transaction("unknown", START_MICROS + 2 * DAY, "X", "Y", 1);
    lake.append(
        PaymentTables.SCORED_TRANSACTIONS,
        List.of(row(unknown, 0, 10_001, Map.of("TX_AMOUNT", 0.01), SET.hash())));

    SkewReport report =
        run(
            Map.of(
                SkewOptions.FROM.key(), START.plusDays(2).toString(),
                SkewOptions.TO.key(), START.plusDays(2).toString()));

    Optional<Line> line = report.lines().stream().findFirst();
    assertThat(line).isPresent();
    assertThat(line.get().rowsCompared()).isEqualTo(COUNT / 4);
    assertThat(line.get().rowsOnlyInLake()).isEqualTo(1);
    assertThat(line.get().rowsOnlyInLog()).isEqualTo(1);
    assertThat(different(report)).isEmpty();
  }

  @Test
  void refusesAFeatureSetThatThisBuildDoesNotHave() throws Exception {
    lake.append(
        PaymentTables.SCORED_TRANSACTIONS,
        List.of(row(transaction(1), 0, 1, Map.of(), "0123456789abcdef")));

    assertThatThrownBy(() -> run(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the feature set standard (0123456789ab), which this build does not")
        .hasMessageContaining("it has [handbook (15 features")
        .hasMessageContaining("give --from and --to around days that this one scored");
  }

  @Test
  void saysThatNothingWasLogged() {
    assertThatThrownBy(() -> run(Map.of(SkewOptions.FROM.key(), "2026-03-01")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "payments.scored_transactions has no row from 2026-03-01. Has the detect job run, and committed?");
  }
}
