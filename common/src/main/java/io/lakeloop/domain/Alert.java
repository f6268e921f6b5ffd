package io.lakeloop.domain;

import java.util.List;

/**
 * A transaction that was scored as likely fraud.
 *
 * @param transaction the transaction
 * @param score 0 to 1
 * @param threshold scores at or above are alerts
 * @param modelVersion the model whose score decided, or the rules' name
 * @param reasons what moved the score most, the strongest first
 * @param kafkaPartition where the transaction stands in Kafka
 * @param kafkaOffset the offset in that partition
 * @param receivedAtMicros when the broker took the transaction in, UTC, microseconds since 1970
 * @param scoredAtMicros when the score was computed, UTC, microseconds since 1970
 */
public record Alert(
    Transaction transaction,
    double score,
    double threshold,
    String modelVersion,
    List<Reason> reasons,
    int kafkaPartition,
    long kafkaOffset,
    long receivedAtMicros,
    long scoredAtMicros) {

  /**
   * One feature's part in a score.
   *
   * @param feature the feature's name
   * @param value its value, NaN when missing
   * @param contribution what it added, in the model's own unit
   * @param text a sentence where the model has one, else empty
   */
  public record Reason(String feature, double value, double contribution, String text) {}

  /** Copies the reasons. */
  public Alert {
    reasons = List.copyOf(reasons);
  }

  /** The same for the same transaction, so that a consumer can drop a repeat. */
  public String id() {
    return "alert-" + transaction.transactionId();
  }
}
