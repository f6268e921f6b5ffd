package io.lakeloop.training.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.ModelDecision;
import io.lakeloop.adapter.iceberg.ModelEvents;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.training.TrainingLake;
import io.lakeloop.training.TrainingLake.ArrivedReport;
import io.lakeloop.training.quality.WatchRun.Outcome;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ModelQualityITCase {
  private static final FeatureSet SET = FeatureSets.HANDBOOK;
  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final LocalDate START = LocalDate.of(2026, 3, 1);
  private static final long START_MICROS = START.toEpochDay() * DAY;
  private static final int DAYS = 10;
  private static final int A_DAY = 300;

  private TrainingLake lake;
  private final List<Scored> scored = new ArrayList<>();

  /** What the tests plant. */
  private record Scored(
      String id, long time, int card, long cents, double live, double shadow, boolean fraud) {
    int day() {
      return (int) ((time - START_MICROS) / DAY);
    }
  }

  @BeforeEach
  void emptyLake() throws Exception {
    lake = new TrainingLake();
    scored.clear();
  }

  private void fill(double liveSignal, double shadowSignal) throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    List<Map<String, Object>> rows = new ArrayList<>();
    List<ArrivedReport> reports = new ArrayList<>();
    for (int i = 0; i < DAYS * A_DAY; i++) {
      boolean fraud = random.nextInt(20) == 0;
      Scored one =
          new Scored(
              "t" + i,
              START_MICROS + (i / A_DAY) * DAY + random.nextLong(86_000) * SECOND,
              random.nextInt(500),
              random.nextLong(100, 20_000),
              score(random, fraud, liveSignal),
              score(random, fraud, shadowSignal),
              fraud);
      scored.add(one);
      rows.add(row(one, i, 0));
      if (fraud) {
        report(reports, one, one.time() + DAY, true);
      } else if (i % 97 == 0) {
        // Reported, and found genuine later.
        report(reports, one, one.time() + SECOND, true);
        report(reports, one, one.time() + DAY, false);
      }
    }
    rows.add(row(scored.get(5), 99_999, 1)); // Scored again: counts once.
    lake.append(PaymentTables.SCORED_TRANSACTIONS, rows);
    lake.addReports(reports);
  }

  private static double score(SplittableRandom random, boolean fraud, double signal) {
    return Math.min(1, random.nextDouble() * (1 - signal) + (fraud ? signal : 0));
  }

  private static void report(List<ArrivedReport> to, Scored of, long at, boolean fraud) {
    to.add(
        new ArrivedReport(
            new FraudReport(of.id(), at, fraud, "C" + of.card(), "T1", of.time(), null),
            to.size(),
            at));
  }

  private static Map<String, Object> row(Scored one, long offset, long later) {
    Map<String, Double> features = new HashMap<>();
    for (String name : SET.names()) {
      // The first feature moves in the last two days.
      boolean moved = name.equals(SET.names().get(0)) && one.day() >= DAYS - 2;
      features.put(name, (double) (one.cents() + (moved ? 10_000 : 0)));
    }
    Map<String, Object> row = new HashMap<>();
    row.put("transaction_id", one.id());
    row.put("event_time", TrainingLake.time(one.time()));
    row.put("customer_id", "C" + one.card());
    row.put("terminal_id", "T1");
    row.put(
        "amount",
        TrainingLake.amount(new Transaction(one.id(), one.time(), "C", "T", one.cents())));
    row.put("score", later > 0 ? 0.0 : one.live());
    row.put("is_alert", one.live() >= 0.5);
    row.put("model_version", "m2");
    row.put("shadow_scores", Map.of("m1", one.shadow()));
    row.put("features", features);
    row.put("feature_set", SET.name());
    row.put("feature_set_hash", SET.hash());
    row.put("late", false);
    row.put(LakeTable.KAFKA_PARTITION, 0);
    row.put(LakeTable.KAFKA_OFFSET, offset);
    row.put("received_at", TrainingLake.time(one.time() + later));
    row.put("scored_at", TrainingLake.time(one.time() + later));
    return row;
  }

  private Map<String, String> options(String... more) {
    Map<String, String> values = new HashMap<>(lake.embedded().lakeOptions());
    values.put("quality.label-delay", "2 d");
    values.put("quality.until", START.plusDays(DAYS) + "T00:00:00Z");
    values.put("quality.drift-days", "2");
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }

  private ModelRegistry registry(RESTCatalog catalog) {
    return new ModelRegistry(catalog, lake.embedded().lakeSettings(), Clock.systemUTC());
  }

  /** Two models, the second of which is the champion. */
  private void promoteTwo() throws Exception {
    try (RESTCatalog catalog = lake.embedded().openCatalog()) {
      ModelRegistry registry = registry(catalog);
      for (String version : List.of("m1", "m2")) {
        registry.register(
            new ModelRegistry.Registration(version, SET.name(), SET.hash(), Map.of(), Map.of()),
            version.getBytes(StandardCharsets.UTF_8),
            null,
            null);
        registry.promote(version, soon());
      }
      registry.challenge("m1", soon());
    }
  }

  private static ModelDecision soon() {
    return ModelDecision.from(
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().plusSeconds(5)));
  }

  private ModelEvents events() throws Exception {
    try (RESTCatalog catalog = lake.embedded().openCatalog()) {
      return registry(catalog).events();
    }
  }

  private WatchRun watch(String... more) throws Exception {
    return ModelWatchJob.run(
        WatchSettings.of(options(more)), () -> TrainingLake.environment(2), Clock.systemUTC());
  }

  @Test
  void measuresEachDayOfEachModelAsAFilterDoes() throws Exception {
    fill(0.5, 0.3);

    String runId =
        ModelQualityJob.run(
                QualitySettings.of(options()), () -> TrainingLake.environment(2), Clock.systemUTC())
            .orElseThrow();

    List<Record> rows = lake.rows(ModelTables.MODEL_QUALITY);
    assertThat(rows).hasSize(2 * (DAYS - 2)).allMatch(r -> r.getField("run_id").equals(runId));
    for (Record row : rows) {
      check(row);
    }
    List<Record> drift = lake.rows(ModelTables.FEATURE_DRIFT);
    assertThat(drift).hasSize(SET.names().size());
    for (Record row : drift) {
      boolean moved = row.getField("feature").equals(SET.names().get(0));
      double index = (Double) row.getField("stability_index");
      assertThat(index > 0.25).as("%s %s", row.getField("feature"), index).isEqualTo(moved);
    }
  }

  private void check(Record row) {
    int day = (int) (((LocalDate) row.getField("day")).toEpochDay() - START.toEpochDay());
    boolean champion = row.getField("role").equals("champion");
    List<Scored> ofDay = scored.stream().filter(one -> one.day() == day).toList();
    List<Scored> frauds = ofDay.stream().filter(Scored::fraud).toList();
    assertThat(day).isBetween(0, DAYS - 3);
    assertThat(row.getField("model_version")).isEqualTo(champion ? "m2" : "m1");
    assertThat(row.getField("rows")).isEqualTo((long) ofDay.size());
    assertThat(row.getField("frauds")).isEqualTo((long) frauds.size());
    double wins = 0;
    for (Scored fraud : frauds) {
      wins +=
          ofDay.stream()
              .filter(one -> !one.fraud())
              .filter(one -> of(one, champion) < of(fraud, champion))
              .count();
    }
    assertThat((Double) row.getField("auc_roc"))
        .isCloseTo(wins / frauds.size() / (ofDay.size() - frauds.size()), within(1e-12));
    if (!champion) {
      assertThat(row.getField("alerts")).isNull(); // The registered bytes are no model.
      return;
    }
    long alerts = ofDay.stream().filter(one -> one.live() >= 0.5).count();
    long missed = frauds.stream().filter(one -> one.live() < 0.5).mapToLong(Scored::cents).sum();
    assertThat(row.getField("alerts")).isEqualTo(alerts);
    assertThat(row.getField("cost")).isEqualTo(BigDecimal.valueOf(missed + 500 * alerts, 2));
  }

  private static double of(Scored one, boolean champion) {
    return champion ? one.live() : one.shadow();
  }

  @Test
  void rollsBackAChampionThatDecayedAndSaysWhy() throws Exception {
    fill(0.1, 0.6);
    promoteTwo();

    WatchRun dry = watch("watch.dry-run", "true");
    int before = events().events().size();
    WatchRun run = watch();

    assertThat(dry.outcome()).as(dry.reason()).isEqualTo(Outcome.WOULD_ROLL_BACK);
    assertThat(before).isEqualTo(5);
    assertThat(run.outcome()).as(run.reason()).isEqualTo(Outcome.ROLLED_BACK);
    ModelEvent last = events().events().get(events().events().size() - 1);
    assertThat(last.type()).isEqualTo(ModelEvent.Type.ROLLED_BACK);
    assertThat(last.reason()).contains("worse than m1", "95% interval");
    assertThat(last.actor()).isEqualTo("lakeloop watch-models");
    assertThat(events().timeline().championAt(Long.MAX_VALUE).orElseThrow().version())
        .isEqualTo("m1");
  }

  @Test
  void changesNothingOnNoiseOrWithTooFewFrauds() throws Exception {
    fill(0.4, 0.4);
    promoteTwo();

    WatchRun noise = watch();
    WatchRun few = watch("watch.fewest-frauds", "1000");

    assertThat(noise.outcome()).as(noise.reason()).isEqualTo(Outcome.KEPT);
    assertThat(few.outcome()).as(few.reason()).isEqualTo(Outcome.UNDECIDED);
    assertThat(events().events()).hasSize(5);
  }
}
