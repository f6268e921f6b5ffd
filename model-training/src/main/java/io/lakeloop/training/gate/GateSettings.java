package io.lakeloop.training.gate;

/**
 * What a candidate must show.
 *
 * @param minGain by how much the lower end of the interval of its gain in average precision must be
 *     above 0
 * @param fewestFrauds frauds that a backtest must have
 * @param maxAveragePrecision better is not believed: the model knows what it should not
 * @param maxFeatureAuc area under the ROC curve of a feature alone; better is not believed
 * @param maxScoreShift how many times the mean score may be larger or smaller on the newest days,
 *     whose labels are not known, than on the backtest, whose labels are
 * @param maxDrift population stability index of a feature; 0.25 is much and may be a new fraud
 *     pattern, which a newer model is for
 * @param maxAlertShare share of the newest transactions that raise an alert
 * @param maxLatencyMicros to score one transaction, microseconds
 * @param maxBytes size of the artifact
 */
public record GateSettings(
    double minGain,
    int fewestFrauds,
    double maxAveragePrecision,
    double maxFeatureAuc,
    double maxScoreShift,
    double maxDrift,
    double maxAlertShare,
    double maxLatencyMicros,
    long maxBytes) {
  /** The defaults; docs/adr/0012 tells why. */
  public static final GateSettings STANDARD =
      new GateSettings(0, 20, 0.98, 0.99, 4, 1, 0.05, 200, 16L << 20);
}
