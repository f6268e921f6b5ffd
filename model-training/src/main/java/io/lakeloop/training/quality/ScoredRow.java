package io.lakeloop.training.quality;

/**
 * One transaction with all scores that it was given, and its truth once reports were joined.
 *
 * @param transactionId the transaction's id
 * @param eventTimeMicros the transaction's time, UTC, microseconds since 1970
 * @param customerId the card holder
 * @param amountMinorUnits what was paid
 * @param score the champion's
 * @param alert whether it raised an alert
 * @param modelVersion the champion, or {@code rules}
 * @param scoredAtMicros when it was scored, UTC, microseconds since 1970
 * @param shadows versions of the models that scored in shadow
 * @param shadowScores their scores, in the same order
 * @param fraud what the latest report says; false without one, and before reports were joined
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes them well; nobody changes them
public record ScoredRow(
    String transactionId,
    long eventTimeMicros,
    String customerId,
    long amountMinorUnits,
    double score,
    boolean alert,
    String modelVersion,
    long scoredAtMicros,
    String[] shadows,
    double[] shadowScores,
    boolean fraud) {

  ScoredRow labelled(boolean isFraud) {
    return new ScoredRow(
        transactionId,
        eventTimeMicros,
        customerId,
        amountMinorUnits,
        score,
        alert,
        modelVersion,
        scoredAtMicros,
        shadows,
        shadowScores,
        isFraud);
  }

  /** The score that a model gave in shadow; NaN when it gave none. */
  double shadowScore(String version) {
    for (int i = 0; i < shadows.length; i++) {
      if (shadows[i].equals(version)) {
        return shadowScores[i];
      }
    }
    return Double.NaN;
  }
}
