package io.lakeloop.training.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.training.TrainingLake;
import io.lakeloop.training.TrainingLake.Arrived;
import io.lakeloop.training.TrainingLake.ArrivedReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class FeatureBackfillJobITCase {
  private static final LocalDate START = LocalDate.of(2026, 3, 1);
  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long START_MICROS = START.toEpochDay() * DAY;
  private static final int COUNT = 1500;

  private final Random random = new Random(21);
  private final List<Transaction> transactions = new ArrayList<>();
  private final List<FraudReport> reports = new ArrayList<>();
  private TrainingLake lake;

  @BeforeEach
  void fillTheLakeWithTwentyDays() throws Exception {
    lake = new TrainingLake();
    for (int i = 0; i < COUNT; i++) {
      transactions.add(
          new Transaction(
              Integer.toString(i),
              START_MICROS + random.nextLong(20 * 86_400) * SECOND,
              "C" + random.nextInt(20),
              "T" + random.nextInt(8),
              random.nextInt(50_000)));
    }
    List<Arrived> arrived = new ArrayList<>();
    for (Transaction transaction : transactions) {
      arrived.add(new Arrived(transaction, random.nextInt(3), arrived.size(), START_MICROS));
      if (random.nextInt(20) == 0) {
        arrived.add(new Arrived(transaction, random.nextInt(3), arrived.size(), START_MICROS));
      }
    }
    lake.addTransactions(arrived);
    for (Transaction transaction : transactions.subList(0, 60)) {
      FraudReport report =
          new FraudReport(
              transaction.transactionId(),
              transaction.eventTimeMicros() + random.nextLong(5 * DAY),
              random.nextInt(4) != 0,
              transaction.customerId(),
              transaction.terminalId(),
              transaction.eventTimeMicros(),
              null);
      reports.add(report);
    }
    lake.addReports(
        reports.stream()
            .map(report -> new ArrivedReport(report, reports.indexOf(report), START_MICROS))
            .toList());
  }

  private void run(FeatureSet set, int firstDay, int lastDay, int parallelism) throws Exception {
    Map<String, String> options = new HashMap<>(lake.embedded().lakeOptions());
    options.put(BackfillOptions.FEATURE_SET.key(), set.name());
    options.put(BackfillOptions.FROM.key(), START.plusDays(firstDay).toString());
    options.put(BackfillOptions.TO.key(), START.plusDays(lastDay).toString());
    StreamExecutionEnvironment env = TrainingLake.environment(parallelism);
    FeatureBackfillJob.define(env, BackfillSettings.of(options));
    env.execute("backfill");
  }

  /** What the table holds of a set; fails when an id is there twice. */
  private Map<String, Object> written(FeatureSet set) throws Exception {
    Map<String, Object> values = new TreeMap<>();
    for (Record row : lake.rows(ModelTables.FEATURE_VALUES)) {
      if (row.getField("feature_set").equals(set.name())) {
        assertThat(row.getField("feature_set_hash")).isEqualTo(set.hash());
        Object features = new TreeMap<>((Map<?, ?>) row.getField("features"));
        assertThat(values.put((String) row.getField("transaction_id"), features)).isNull();
      }
    }
    return values;
  }

  private Map<String, Object> expected(FeatureSet set, int firstDay, int lastDay) {
    Map<String, Object> expected = new TreeMap<>();
    Map<String, double[]> all = TrainingLake.inOrder(set, transactions, reports);
    for (Transaction transaction : transactions) {
      long day = (transaction.eventTimeMicros() - START_MICROS) / DAY;
      if (day >= firstDay && day <= lastDay) {
        expected.put(
            transaction.transactionId(),
            TrainingLake.asMap(set, all.get(transaction.transactionId())));
      }
    }
    return expected;
  }

  @Test
  void writesWhatWasKnownAtTheTimeAndTheSameAgain() throws Exception {
    Map<String, Object> expected = expected(FeatureSets.STANDARD, 12, 15);
    assertThat(expected).hasSizeGreaterThan(200);

    run(FeatureSets.STANDARD, 12, 15, 2);
    assertThat(written(FeatureSets.STANDARD)).isEqualTo(expected);

    run(FeatureSets.STANDARD, 12, 15, 1);
    assertThat(written(FeatureSets.STANDARD)).isEqualTo(expected);
  }

  @Test
  void writesAnewOnlyTheDaysAndTheSetThatAreAskedFor() throws Exception {
    run(FeatureSets.STANDARD, 10, 11, 1);
    run(FeatureSets.HANDBOOK, 10, 11, 1);
    Map<String, Object> dayBefore = expected(FeatureSets.STANDARD, 10, 10);
    Map<String, Object> ofHandbook = expected(FeatureSets.HANDBOOK, 10, 11);
    Transaction late =
        new Transaction("late", START_MICROS + 10 * DAY + SECOND, "C1", "T1", 1_000_00);
    lake.addTransactions(List.of(new Arrived(late, 0, 1_000_000, START_MICROS)));
    transactions.add(late);

    run(FeatureSets.STANDARD, 11, 11, 1);

    Map<String, Object> expected = expected(FeatureSets.STANDARD, 11, 11);
    expected.putAll(dayBefore);
    assertThat(written(FeatureSets.STANDARD)).isEqualTo(expected);
    assertThat(written(FeatureSets.HANDBOOK)).isEqualTo(ofHandbook);
  }
}
