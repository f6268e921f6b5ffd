package io.lakeloop.training.evaluation;

/**
 * Figures of the order alone in which scores put transactions. Equal scores are one threshold: the
 * order of such rows does not matter.
 */
final class RankingMetrics {
  private final Predictions predictions;
  private final int[] order;

  RankingMetrics(Predictions predictions) {
    this.predictions = predictions;
    this.order = predictions.byDescendingScore();
  }

  /** Takes one threshold's rows after the other, highest scores first. */
  @FunctionalInterface
  private interface Thresholds {
    void next(double frauds, double rows);
  }

  private void walk(int[] cardWeights, Thresholds thresholds) {
    int at = 0;
    while (at < order.length) {
      double score = predictions.score(order[at]);
      double frauds = 0;
      double rows = 0;
      for (; at < order.length && predictions.score(order[at]) == score; at++) {
        int weight = cardWeights[predictions.card(order[at])];
        rows += weight;
        frauds += predictions.isFraud(order[at]) ? weight : 0;
      }
      if (rows > 0) {
        thresholds.next(frauds, rows);
      }
    }
  }

  /**
   * Area under the ROC curve: how likely a fraud has a higher score than a genuine transaction,
   * equal scores counting half.
   */
  double aucRoc(int[] cardWeights) {
    double[] sums = new double[3];
    walk(
        cardWeights,
        (frauds, rows) -> {
          double genuine = rows - frauds;
          sums[2] += genuine * (sums[0] + frauds / 2);
          sums[0] += frauds;
          sums[1] += genuine;
        });
    return sums[2] / (sums[0] * sums[1]);
  }

  /**
   * Average precision: the sum over thresholds of the precision there, times the recall gained.
   *
   * <p>Source: scikit-learn, {@code average_precision_score}; no interpolation.
   */
  double averagePrecision(int[] cardWeights) {
    double[] sums = new double[3];
    walk(
        cardWeights,
        (frauds, rows) -> {
          sums[0] += frauds;
          sums[1] += rows;
          sums[2] += frauds * sums[0] / sums[1];
        });
    return sums[2] / sums[0];
  }
}
