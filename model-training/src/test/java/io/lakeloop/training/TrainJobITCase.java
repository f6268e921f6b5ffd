package io.lakeloop.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.ModelEvents;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelVersion;
import io.lakeloop.training.TrainingLake.Arrived;
import io.lakeloop.training.TrainingLake.ArrivedReport;
import io.lakeloop.training.run.TrainingRun;
import io.lakeloop.training.run.TrainingRun.Outcome;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TrainJobITCase {
  private static final LocalDate START = LocalDate.of(2026, 3, 1);
  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long START_MICROS = START.toEpochDay() * DAY;
  private static final int DAYS = 24;
  private static final int A_DAY = 150;

  private TrainingLake lake;

  @BeforeEach
  void emptyLake() throws Exception {
    lake = new TrainingLake();
  }

  /** Dear payments at even terminals are mostly fraud, which the rules do not see. */
  private void fill(double fraudShare) throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    List<Arrived> transactions = new ArrayList<>();
    List<ArrivedReport> reports = new ArrayList<>();
    for (int i = 0; i < DAYS * A_DAY; i++) {
      long time = START_MICROS + (i / A_DAY) * DAY + random.nextLong(86_400) * SECOND;
      long amount = random.nextLong(100, 20_000);
      Transaction transaction =
          new Transaction(
              "t" + i, time, "C" + random.nextInt(60), "T" + random.nextInt(12), amount);
      transactions.add(new Arrived(transaction, 0, i, time));
      boolean fraud = amount > 15_000 && random.nextDouble() < fraudShare;
      if (fraud && time + DAY < START_MICROS + DAYS * DAY) {
        reports.add(
            new ArrivedReport(
                new FraudReport(
                    transaction.transactionId(),
                    time + DAY,
                    true,
                    transaction.customerId(),
                    transaction.terminalId(),
                    time,
                    null),
                reports.size(),
                time + DAY));
      }
    }
    lake.addTransactions(transactions);
    lake.addReports(reports);
  }

  private TrainingRun train(String... more) throws Exception {
    Map<String, String> values = new LinkedHashMap<>(lake.embedded().lakeOptions());
    values.put("train.feature-set", "handbook");
    values.put("train.until", START.plusDays(DAYS).toString());
    values.put("train.days", "12");
    values.put("train.label-delay", "2 d");
    values.put("train.backtest-days", "4");
    values.put("train.trees", "40");
    values.put("train.gate.max-drift", "100");
    values.put("train.gate.max-alert-share", "1");
    values.put("train.gate.max-latency", "1 s");
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return TrainJob.run(
        TrainSettings.of(values), () -> TrainingLake.environment(2), Clock.systemUTC());
  }

  private ModelEvents events() throws Exception {
    try (RESTCatalog catalog =
        new LakeCatalogLoader(lake.embedded().lakeSettings()).loadCatalog()) {
      return new ModelRegistry(catalog, lake.embedded().lakeSettings(), Clock.systemUTC()).events();
    }
  }

  private long snapshot(LakeTable table) throws Exception {
    try (RESTCatalog catalog = lake.embedded().openCatalog()) {
      return catalog.loadTable(table.identifier()).currentSnapshot().snapshotId();
    }
  }

  @Test
  void promotesWhatBeatsTheRulesAndDoesNothingTheSecondTime() throws Exception {
    fill(0.8);

    TrainingRun first = train();
    TrainingRun second = train();

    assertThat(first.outcome()).as(first.reason()).isEqualTo(Outcome.PROMOTED);
    assertThat(first.backtest().orElseThrow().opponent()).isEqualTo("rules");
    assertThat(second.outcome()).as(second.reason()).isEqualTo(Outcome.KNOWN);
    assertThat(second.version()).isEqualTo(first.version());
    assertThat(events().events())
        .extracting(ModelEvent::type)
        .containsExactly(ModelEvent.Type.REGISTERED, ModelEvent.Type.PROMOTED);
    assertThat(events().timeline().find(first.version()).orElseThrow().metrics())
        .containsEntry("gate_passed", 1.0)
        .containsKeys("average_precision", "champion_average_precision", "gain_low");
  }

  @Test
  void leavesTheChampionAloneWhenNoDaysAreLeftToCompareOn() throws Exception {
    fill(0.8);
    TrainingRun first = train();

    TrainingRun next = train("train.seed", "2");

    assertThat(next.outcome()).as(next.reason()).isEqualTo(Outcome.REGISTERED);
    assertThat(next.reason()).contains("no days with known labels");
    assertThat(events().timeline().championAt(Long.MAX_VALUE).orElseThrow().version())
        .isEqualTo(first.version());
  }

  @Test
  void leavesTheChampionBeforeInShadow() throws Exception {
    fill(0.8);
    TrainingRun first = train();

    TrainingRun next = train("train.seed", "2", "train.force", "true");

    assertThat(next.outcome()).as(next.reason()).isEqualTo(Outcome.PROMOTED);
    assertThat(events().timeline().championAt(Long.MAX_VALUE).orElseThrow().version())
        .isEqualTo(next.version());
    assertThat(events().timeline().challengersAt(Long.MAX_VALUE))
        .extracting(ModelVersion::version)
        .containsExactly(first.version());
  }

  @Test
  void givesTheSameBytesFromThePinnedSnapshotsAfterMoreDataArrived() throws Exception {
    fill(0.8);
    String[] pinned = {
      "train.dry-run",
      "true",
      "train.genuine-share",
      "0.5",
      "train.transactions-snapshot",
      Long.toString(snapshot(PaymentTables.TRANSACTIONS)),
      "train.fraud-reports-snapshot",
      Long.toString(snapshot(PaymentTables.FRAUD_REPORTS))
    };
    TrainingRun before = train(pinned);
    lake.addTransactions(
        List.of(
            new Arrived(
                new Transaction("later", START_MICROS + 9 * DAY, "C1", "T1", 19_000),
                0,
                99_999,
                0)));

    TrainingRun after = train(pinned);

    assertThat(before.artifact()).isNotEmpty().isEqualTo(after.artifact());
    assertThat(before.outcome()).isEqualTo(Outcome.DRY_RUN);
    assertThat(events().events()).isEmpty();
  }

  @Test
  void saysThatThereAreTooFewFraudsAndChangesNothing() throws Exception {
    fill(0.015);

    TrainingRun run = train();

    assertThat(run.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(run.reason()).contains("at least 20 are needed");
    assertThat(events().timeline().championAt(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void registersAForestThatScoresInShadow() throws Exception {
    fill(0.8);

    TrainingRun run = train("train.model", "random-cut-forest", "train.challenger", "true");

    assertThat(run.outcome()).as(run.reason()).isIn(Outcome.REGISTERED, Outcome.PROMOTED);
    if (run.outcome() == Outcome.REGISTERED) {
      assertThat(events().timeline().challengersAt(Long.MAX_VALUE)).hasSize(1);
    }
  }
}
