package io.lakeloop.simulator;

import java.util.SplittableRandom;

/** Counts of independent events. */
final class Poisson {
  private static final double LARGE = 60;

  private Poisson() {}

  /** A count with the given mean; above 60 by the normal approximation. */
  static int draw(double mean, SplittableRandom random) {
    if (mean > LARGE) {
      return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }
}
