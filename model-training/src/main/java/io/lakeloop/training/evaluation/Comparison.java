package io.lakeloop.training.evaluation;

import java.util.random.RandomGenerator;

/**
 * Two models on the same rows: the difference of their average precision, with an interval that
 * draws the same cards for both, so that what makes a card hard for both does not count.
 */
public final class Comparison {
  private Comparison() {}

  /**
   * Average precision of the first less that of the second.
   *
   * @param first scores of one model
   * @param second scores of the other, of the same rows in the same order
   * @param replicates of the bootstrap
   * @throws IllegalArgumentException when the rows differ
   */
  public static Estimate averagePrecision(
      Predictions first, Predictions second, int replicates, RandomGenerator random) {
    requireSameRows(first, second);
    RankingMetrics one = new RankingMetrics(first);
    RankingMetrics other = new RankingMetrics(second);
    return new Bootstrap(first, replicates, random)
        .of(weights -> one.averagePrecision(weights) - other.averagePrecision(weights));
  }

  private static void requireSameRows(Predictions first, Predictions second) {
    boolean same = first.size() == second.size();
    for (int row = 0; same && row < first.size(); row++) {
      same =
          first.card(row) == second.card(row)
              && first.day(row) == second.day(row)
              && first.isFraud(row) == second.isFraud(row)
              && first.amountMinorUnits(row) == second.amountMinorUnits(row);
    }
    if (!same) {
      throw new IllegalArgumentException(
          "predictions of %d rows are compared with those of %d others; score the same rows in the same order"
              .formatted(first.size(), second.size()));
    }
  }

  /** Area under the ROC curve of scores alone, without an interval; NaN when a class is missing. */
  public static double aucRoc(Predictions predictions) {
    int[] ones = new int[predictions.cardLimit()];
    java.util.Arrays.fill(ones, 1);
    return new RankingMetrics(predictions).aucRoc(ones);
  }
}
