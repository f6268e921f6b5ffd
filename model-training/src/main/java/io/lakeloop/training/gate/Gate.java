package io.lakeloop.training.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** Judges a candidate. What cannot be measured does not pass. */
public final class Gate {
  private final GateSettings settings;

  /** A gate with these limits. */
  public Gate(GateSettings settings) {
    this.settings = settings;
  }

  /**
   * Looks at everything, also after a failure, so that a person sees all reasons at once.
   *
   * @param forced whether a person asks for promotion whatever is found
   */
  public GateVerdict judge(GateEvidence evidence, boolean forced) {
    List<GateCheck> checks = new ArrayList<>();
    checks.add(frauds(evidence));
    if (checks.get(0).passed()) {
      checks.add(gain(evidence));
      checks.add(averagePrecision(evidence));
      checks.add(features(evidence));
      checks.add(scoreShift(evidence));
    }
    checks.add(spread(evidence));
    checks.add(alerts(evidence));
    checks.add(drift(evidence));
    checks.add(
        atMost(
            "latency_micros",
            evidence.latencyMicros(),
            settings.maxLatencyMicros(),
            "scoring takes %.1f µs, at most %.0f are allowed"));
    checks.add(
        atMost(
            "size_bytes",
            (double) evidence.bytes(),
            (double) settings.maxBytes(),
            "the artifact has %.0f bytes, at most %.0f are allowed"));
    return new GateVerdict(checks, forced);
  }

  private GateCheck frauds(GateEvidence evidence) {
    boolean compared = evidence.obstacle().isEmpty();
    boolean passed = compared && evidence.backtestFrauds() >= settings.fewestFrauds();
    String finding =
        compared
            ? "the backtest on %s has %d frauds, at least %d are needed"
                .formatted(
                    evidence.backtestDays(), evidence.backtestFrauds(), settings.fewestFrauds())
            : evidence.obstacle();
    return new GateCheck(
        "backtest_frauds", passed, evidence.backtestFrauds(), settings.fewestFrauds(), finding);
  }

  private GateCheck gain(GateEvidence evidence) {
    double low = evidence.gain().low();
    return new GateCheck(
        "gain_low",
        low > settings.minGain(),
        low,
        settings.minGain(),
        text(
            "average precision %.4f against %.4f of %s, a gain of %.4f (95%% interval %.4f to %.4f), whose lower end must be above %.4f",
            evidence.candidate(),
            evidence.champion(),
            evidence.opponent(),
            evidence.gain().value(),
            low,
            evidence.gain().high(),
            settings.minGain()));
  }

  private GateCheck averagePrecision(GateEvidence evidence) {
    return atMost(
        "average_precision",
        evidence.candidate(),
        settings.maxAveragePrecision(),
        "average precision is %.4f, above %.2f it is not believed: look for a feature that knows the label");
  }

  private GateCheck features(GateEvidence evidence) {
    Map.Entry<String, Double> best = largest(evidence.featureAuc());
    return atMost(
        "feature_auc",
        best.getValue(),
        settings.maxFeatureAuc(),
        "the feature "
            + best.getKey()
            + " alone has an AUC of %.4f, above %.2f it is not believed");
  }

  private GateCheck scoreShift(GateEvidence evidence) {
    double ratio = evidence.newestMeanScore() / evidence.backtestMeanScore();
    double shift = Math.max(ratio, 1 / ratio);
    return atMost(
        "score_shift",
        shift,
        settings.maxScoreShift(),
        text(
                "the mean score is %.5f on the newest days, whose labels are not known, and %.5f on the backtest",
                evidence.newestMeanScore(), evidence.backtestMeanScore())
            + ", a factor of %.2f; above %.1f a feature may know labels");
  }

  private static GateCheck spread(GateEvidence evidence) {
    double[] scores = evidence.newestScores();
    long distinct = Arrays.stream(scores).distinct().limit(2).count();
    boolean finite = Arrays.stream(scores).allMatch(score -> score >= 0 && score <= 1);
    return new GateCheck(
        "score_spread",
        finite && distinct > 1,
        distinct,
        2,
        finite && distinct > 1
            ? text("scores of %,d newest transactions differ", scores.length)
            : text(
                "the %,d newest transactions have no scores, all the same, or some that are no probability",
                scores.length));
  }

  private GateCheck alerts(GateEvidence evidence) {
    double[] scores = evidence.newestScores();
    long alerts = Arrays.stream(scores).filter(score -> score >= evidence.alertThreshold()).count();
    return atMost(
        "alert_share",
        (double) alerts / scores.length,
        settings.maxAlertShare(),
        "a share of %.4f of the newest transactions raises an alert, at most %.4f is allowed");
  }

  private GateCheck drift(GateEvidence evidence) {
    Map.Entry<String, Double> most = largest(evidence.drift());
    return atMost(
        "feature_drift",
        most.getValue(),
        settings.maxDrift(),
        "the feature "
            + most.getKey()
            + " drifted most, by an index of %.3f; at most %.2f is allowed");
  }

  private static Map.Entry<String, Double> largest(SortedMap<String, Double> values) {
    return values.entrySet().stream()
        .max(Comparator.comparingDouble(Map.Entry::getValue))
        .orElse(Map.entry("none", Double.NaN));
  }

  private static GateCheck atMost(String name, double value, double limit, String finding) {
    return new GateCheck(name, value <= limit, value, limit, text(finding, value, limit));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
