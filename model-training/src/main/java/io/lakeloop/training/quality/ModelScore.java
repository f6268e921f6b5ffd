package io.lakeloop.training.quality;

/**
 * What one model said of one transaction.
 *
 * @param epochDay the transaction's day, days since 1970
 * @param modelVersion the model
 * @param champion whether its score decided, else it scored in shadow
 * @param customerId the card holder
 * @param amountMinorUnits what was paid
 * @param score between 0 and 1
 * @param alert whether the score reaches the model's threshold
 * @param thresholdKnown false when a model that scored in shadow cannot be read any more
 * @param fraud the truth
 */
public record ModelScore(
    int epochDay,
    String modelVersion,
    boolean champion,
    String customerId,
    long amountMinorUnits,
    double score,
    boolean alert,
    boolean thresholdKnown,
    boolean fraud) {

  String role() {
    return champion ? "champion" : "challenger";
  }

  /** What is measured together. */
  String key() {
    return "%d %s %s".formatted(epochDay, role(), modelVersion);
  }
}
