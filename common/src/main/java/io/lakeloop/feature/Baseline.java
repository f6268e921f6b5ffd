package io.lakeloop.feature;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What a key usually spends: the mean of its transactions before the event, of the most recent ones
 * in a window, without the smallest and the largest.
 *
 * @param window from which transactions are taken
 * @param most how many at most, the last ones, which bounds the cost
 * @param trimmedShare the share left out at each end, at least 0 and below 0.5
 */
public record Baseline(Window window, int most, double trimmedShare) implements Serializable {
  /** Checks the ranges. */
  public Baseline {
    if (window.delayMicros() != 0 || most < 1 || !(trimmedShare >= 0 && trimmedShare < 0.5)) {
      throw new IllegalArgumentException(
          "baseline of %s, at most %d, trimmed by %s; give a window without delay, at least 1 transaction, and a share from 0 to below 0.5"
              .formatted(window.notation(), most, trimmedShare));
    }
  }

  /** In minor units; NaN when there is no transaction before. */
  double mean(AsOf asOf) {
    int before = asOf.to(window) - 1;
    int count = Math.min(most, before - asOf.from(window));
    if (count <= 0) {
      return Double.NaN;
    }
    long[] amounts = new long[count];
    asOf.events().copyAmounts(before - count, before, amounts);
    Arrays.sort(amounts);
    int trimmed = (int) (count * trimmedShare);
    long sum = 0;
    for (int i = trimmed; i < count - trimmed; i++) {
      sum += amounts[i];
    }
    return (double) sum / (count - 2 * trimmed);
  }

  String notation() {
    return "trimmed_mean(amount of the last %d before, %s of each end) over %s"
        .formatted(most, trimmedShare, window.notation());
  }
}
