package io.lakeloop.training.gate;

import io.lakeloop.training.evaluation.Estimate;
import java.util.Arrays;
import java.util.SortedMap;

/**
 * What the gate judges by.
 *
 * @param opponent the champion's version, or what stands in for one
 * @param obstacle why the two could not be compared, for people; empty when they were
 * @param backtestDays the days of the backtest, for people
 * @param backtestFrauds frauds in the backtest
 * @param candidate average precision of the candidate's trial; NaN without a backtest
 * @param champion average precision of the opponent; NaN without a backtest
 * @param gain their difference, with its interval
 * @param featureAuc area under the ROC curve of each feature alone in the backtest
 * @param backtestMeanScore mean score of the trial over the backtest
 * @param newestScores the candidate's scores of the newest transactions
 * @param alertThreshold from which score the candidate raises alerts
 * @param drift population stability index by feature
 * @param latencyMicros to score one transaction
 * @param bytes size of the artifact
 */
@SuppressWarnings("ArrayRecordComponent") // Judged once, never compared.
public record GateEvidence(
    String opponent,
    String obstacle,
    String backtestDays,
    int backtestFrauds,
    double candidate,
    double champion,
    Estimate gain,
    SortedMap<String, Double> featureAuc,
    double backtestMeanScore,
    double[] newestScores,
    double alertThreshold,
    SortedMap<String, Double> drift,
    double latencyMicros,
    long bytes) {

  double newestMeanScore() {
    return Arrays.stream(newestScores).average().orElse(Double.NaN);
  }
}
