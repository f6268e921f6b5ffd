package io.lakeloop.training.evaluation;

import java.util.Arrays;

/**
 * Recall at a fixed alert budget: each day the transactions with the highest scores raise alerts,
 * as many as can be looked at; the share of all frauds that is among them. Of transactions with
 * equal scores of which only some fit the budget, their share of frauds counts.
 */
final class AlertBudget {
  private final Predictions predictions;
  private final int alertsPerDay;
  private final int[] order;

  AlertBudget(Predictions predictions, int alertsPerDay) {
    if (alertsPerDay < 1) {
      throw new IllegalArgumentException(
          "alert budget of %d a day; give 1 or more".formatted(alertsPerDay));
    }
    this.predictions = predictions;
    this.alertsPerDay = alertsPerDay;
    int[] byScore = predictions.byDescendingScore();
    long[] days = Arrays.stream(byScore).mapToLong(predictions::day).toArray();
    // Stable: within a day the scores stay in order.
    this.order = Arrays.stream(Sorting.positions(days)).map(i -> byScore[i]).toArray();
  }

  /** The share of frauds that raise an alert. */
  double recall(int[] cardWeights) {
    double caught = 0;
    double all = 0;
    double left = alertsPerDay;
    int at = 0;
    while (at < order.length) {
      int day = predictions.day(order[at]);
      double score = predictions.score(order[at]);
      if (at == 0 || predictions.day(order[at - 1]) != day) {
        left = alertsPerDay;
      }
      double frauds = 0;
      double rows = 0;
      for (;
          at < order.length
              && predictions.day(order[at]) == day
              && predictions.score(order[at]) == score;
          at++) {
        int weight = cardWeights[predictions.card(order[at])];
        rows += weight;
        frauds += predictions.isFraud(order[at]) ? weight : 0;
      }
      if (rows > 0) {
        double taken = Math.min(left, rows);
        caught += frauds * taken / rows;
        left -= taken;
      }
      all += frauds;
    }
    return caught / all;
  }
}
