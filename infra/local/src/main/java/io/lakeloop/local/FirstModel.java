package io.lakeloop.local;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Event.Report;
import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.SimulatorSettings;
import io.lakeloop.training.trainer.BoostingSettings;
import io.lakeloop.training.trainer.ModelTraining;
import io.lakeloop.training.trainer.ModelTraining.Trained;
import io.lakeloop.training.trainer.TrainingRows;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The model that scores before the first training: trained on simulated history of other customers
 * than those of the demo, with the frauds that were reported by its end. Comes with this module as
 * an artifact; {@code lakeloop models first} makes the same bytes again.
 */
final class FirstModel {
  /** The artifact, beside the classes. */
  static final String RESOURCE = "/first-model.zip";

  private static final FeatureSet FEATURES = FeatureSets.STANDARD;
  private static final long SEED = 2018;
  private static final LocalDate START = LocalDate.of(2026, 1, 1);
  private static final int DAYS = 56;

  /** Before that, windows are too empty to say anything. */
  private static final int WARM_UP_DAYS = 14;

  /** Reports come up to so many days after the fraud: younger payments have no label yet. */
  private static final int REPORT_DAYS = 9;

  /** Smaller than what training makes by default: a file of a few hundred KB. */
  private static final BoostingSettings BOOSTING =
      new BoostingSettings(
          120, 5, 0.1, 5, 0.8, 0.6, 1, BoostingSettings.Splits.HIST, 1024, 1, false, 20, 1, 1);

  private FirstModel() {}

  /** The artifact that comes with this module. */
  static byte[] read() throws IOException {
    try (InputStream in = FirstModel.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(
            RESOURCE + " is not on the class path; write it with 'lakeloop models first'");
      }
      return in.readAllBytes();
    }
  }

  /** Trains it again; takes a minute. */
  static byte[] train(Progress progress) {
    Set<String> frauds = reportedFrauds();
    TrainingRows rows = new TrainingRows(FEATURES.names());
    Map<String, Integer> cards = new HashMap<>();
    int fromDay = (int) START.toEpochDay() + WARM_UP_DAYS;
    int toDay = (int) START.toEpochDay() + DAYS - REPORT_DAYS;
    new FeatureReplay(FEATURES, world(), progress)
        .until(
            TimeUnit.DAYS.toMicros(toDay),
            (payment, features) -> {
              int day = (int) TimeUnit.MICROSECONDS.toDays(payment.timeMicros());
              if (day >= fromDay) {
                rows.add(
                    features,
                    frauds.contains(payment.transaction().transactionId()),
                    cards.computeIfAbsent(
                        payment.transaction().customerId(), absent -> cards.size()),
                    day,
                    payment.transaction().amountMinorUnits());
              }
            });
    Trained trained =
        new ModelTraining(BOOSTING, ModelTraining.Settings.STANDARD).train(rows, fromDay, toDay);
    TreeMap<String, String> how = new TreeMap<>();
    how.put("by", "lakeloop models first");
    how.put("data", "simulated, seed %d, %s, %d days".formatted(SEED, START, DAYS));
    how.put("rows", Integer.toString(rows.size()));
    how.put("seed", Long.toString(BOOSTING.seed()));
    how.put("trees", Integer.toString(trained.treeCount()));
    return trained.artifact(
        "card-fraud",
        "first",
        FEATURES,
        ModelTraining.medians(rows, rows.ofDays(fromDay, toDay)),
        how);
  }

  private static Set<String> reportedFrauds() {
    Set<String> frauds = new HashSet<>();
    Simulator world = world();
    while (world.hasNext()) {
      Event event = world.next();
      if (event instanceof Report report && report.report().fraud()) {
        frauds.add(report.report().transactionId());
      }
    }
    return frauds;
  }

  private static Simulator world() {
    return new Simulator(
        SimulatorSettings.of(
            SEED, START.atStartOfDay().toInstant(ZoneOffset.UTC), Duration.ofDays(DAYS)));
  }
}
