package io.lakeloop.training.evaluation;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Confidence intervals by drawing cards with replacement, each with all its transactions, since the
 * transactions of one card are no independent evidence. Percentile intervals of 95 %.
 *
 * <p>Source: Efron, Tibshirani: An Introduction to the Bootstrap, 1993, chapter 13.
 */
final class Bootstrap {
  private static final double TAIL = 0.025;

  private final int[] ones;
  private final int[][] draws;

  /**
   * Draws the cards of each replicate, the same for every metric.
   *
   * @param replicates 0 for no intervals
   */
  Bootstrap(Predictions predictions, int replicates, RandomGenerator random) {
    int limit = predictions.cardLimit();
    this.ones = new int[limit];
    Arrays.fill(ones, 1);
    int[] cards =
        IntStream.range(0, predictions.size()).map(predictions::card).distinct().sorted().toArray();
    this.draws = new int[cards.length == 0 ? 0 : replicates][limit];
    for (int[] weights : draws) {
      for (int i = 0; i < cards.length; i++) {
        weights[cards[random.nextInt(cards.length)]]++;
      }
    }
  }

  Estimate of(Metric metric) {
    double[] values =
        Arrays.stream(draws).mapToDouble(metric::value).filter(v -> !Double.isNaN(v)).toArray();
    Arrays.sort(values);
    return new Estimate(metric.value(ones), quantile(values, TAIL), quantile(values, 1 - TAIL));
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
