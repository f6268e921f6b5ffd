package io.lakeloop.training;

import io.lakeloop.adapter.flink.LakeFeatures;
import io.lakeloop.training.dataset.Dataset;
import io.lakeloop.training.dataset.DatasetPlan;
import io.lakeloop.training.run.TrainingWindows;
import io.lakeloop.training.trainer.ModelTraining;
import io.lakeloop.training.trainer.TrainingRows;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The rows of a run, in a mapped file while it lasts.
 *
 * @param rows labelled by what is known now
 * @param trialFrauds the rows that were known as fraud when the backtest begins
 * @param storage where the rows' features are
 */
record TrainingSet(TrainingRows rows, BitSet trialFrauds, MappedFloats storage)
    implements AutoCloseable {
  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  /** Computes the rows of all windows. */
  static TrainingSet read(
      TrainSettings settings,
      LakeState lake,
      TrainingWindows windows,
      StreamExecutionEnvironment env)
      throws Exception {
    MappedFloats storage = MappedFloats.in(settings.scratch());
    try {
      TrainingRows rows = new TrainingRows(settings.features().names(), storage);
      BitSet trialFrauds = new BitSet();
      Map<String, Integer> cards = new HashMap<>();
      Dataset.run(
          env,
          settings.lake(),
          plan(settings, lake, windows),
          row -> {
            trialFrauds.set(rows.size(), row.trialFraud());
            rows.add(
                row.values(),
                row.fraud(),
                cards.computeIfAbsent(row.customerId(), absent -> cards.size()),
                row.amountMinorUnits(),
                row.timeMicros(),
                row.weight());
          });
      return new TrainingSet(rows, trialFrauds, storage);
    } catch (Exception e) {
      storage.close();
      throw e;
    }
  }

  private static DatasetPlan plan(TrainSettings settings, LakeState lake, TrainingWindows windows) {
    // The earliest day that any trial could calibrate by, whatever the champion: the sample, and
    // with it the candidate, does not depend on the champion.
    int whole =
        windows.training().toEpochDay()
            - settings.backtestDays()
            - settings.delayDays()
            - ModelTraining.Settings.STANDARD.laterDays();
    return new DatasetPlan(
        new LakeFeatures(
            settings.features(),
            windows.rows().fromEpochDay() * DAY_MICROS,
            windows.untilEpochDay() * DAY_MICROS,
            lake.transactionsSnapshot(),
            lake.reportsSnapshot()),
        windows.untilEpochDay() * DAY_MICROS,
        windows.backtest().fromEpochDay() * DAY_MICROS,
        whole * DAY_MICROS,
        settings.genuineShare(),
        settings.boosting().seed(),
        settings.dropCompromised());
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }
}
