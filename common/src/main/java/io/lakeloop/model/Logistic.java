package io.lakeloop.model;

/** The logistic function and its inverse. */
final class Logistic {
  /** The nearest that a probability comes to 0 or 1 before its log odds are taken. */
  private static final double EDGE = 0x1p-52;

  private Logistic() {}

  static double probability(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  /** Finite for every probability, 0 and 1 included: between -36.1 and 36.1. */
  static double logOdds(double probability) {
    double held = Math.min(1 - EDGE, Math.max(EDGE, probability));
    return Math.log(held / (1 - held));
  }
}
