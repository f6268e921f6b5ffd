package io.lakeloop.training.evaluation;

/**
 * What fraud costs under a model: the amounts of the frauds that raise no alert, and a fixed cost
 * for each alert, right or wrong.
 *
 * @param alertMinorUnits what looking at one alert costs, in minor units, above 0
 */
public record AlertCosts(long alertMinorUnits) {
  /** Checks the cost. */
  public AlertCosts {
    if (alertMinorUnits <= 0) {
      throw new IllegalArgumentException(
          "cost of an alert is %d minor units; give more than 0".formatted(alertMinorUnits));
    }
  }

  /** Whether alerting on a transaction costs less than is to be expected without. */
  public boolean alerts(double probability, long amountMinorUnits) {
    return probability * amountMinorUnits > alertMinorUnits;
  }

  /**
   * Cost-weighted loss when alerts are raised by {@link #alerts} with the scores as probabilities,
   * as a share of the loss without any alert: 0 is perfect and free, above 1 is worse than nothing.
   * NaN when no amount was lost.
   */
  double lossShare(Predictions predictions, int[] cardWeights) {
    double loss = 0;
    double without = 0;
    for (int row = 0; row < predictions.size(); row++) {
      int weight = cardWeights[predictions.card(row)];
      long amount = predictions.amountMinorUnits(row);
      double missed = predictions.isFraud(row) ? (double) amount * weight : 0;
      without += missed;
      loss += alerts(predictions.score(row), amount) ? (double) alertMinorUnits * weight : missed;
    }
    return without == 0 ? Double.NaN : loss / without;
  }

  /**
   * The lowest score from which alerts should be raised, whatever the amount: the one with the
   * smallest loss over these predictions. 1 when alerts never pay.
   */
  public double bestThreshold(Predictions predictions) {
    int[] order = predictions.byDescendingScore();
    double best = 1;
    long saved = 0;
    long mostSaved = 0;
    for (int at = 0; at < order.length; at++) {
      int row = order[at];
      saved += (predictions.isFraud(row) ? predictions.amountMinorUnits(row) : 0) - alertMinorUnits;
      boolean lastOfScore =
          at + 1 == order.length || predictions.score(order[at + 1]) != predictions.score(row);
      if (lastOfScore && saved > mostSaved) {
        mostSaved = saved;
        best = predictions.score(row);
      }
    }
    return best;
  }
}
