package io.lakeloop.training.trainer;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rows that a model can learn from. */
final class TrainerFixtures {
  static final List<String> FEATURES = List.of("amount", "hour", "risk");

  /** Few and quick. */
  static final BoostingSettings QUICK =
      new BoostingSettings(
          40, 3, 0.3, 1, 0.8, 0.8, 1, BoostingSettings.Splits.HIST, 256, 1, false, 5, 7, 1);

  private TrainerFixtures() {}

  /**
   * Two hundred rows a day; dear ones at risky terminals are mostly fraud. Risk is often missing.
   */
  static TrainingRows rows(long seed, int days) {
    SplittableRandom random = new SplittableRandom(seed);
    TrainingRows rows = new TrainingRows(FEATURES);
    for (int i = 0; i < 200 * days; i++) {
      double amount = 100 * Math.exp(random.nextGaussian());
      double risk = random.nextInt(3) == 0 ? Double.NaN : random.nextInt(11) / 10.0;
      boolean fraud = random.nextDouble() < (risk > 0.6 && amount > 150 ? 0.8 : 0.01);
      rows.add(
          new double[] {amount, random.nextInt(24), risk},
          fraud,
          random.nextInt(50),
          i / 200,
          Math.round(100 * amount));
    }
    return rows;
  }

  static int[] all(TrainingRows rows) {
    return IntStream.range(0, rows.size()).toArray();
  }

  static boolean[] labels(TrainingRows rows, int[] selection) {
    boolean[] labels = new boolean[selection.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rows.isFraud(selection[i]);
    }
    return labels;
  }
}
