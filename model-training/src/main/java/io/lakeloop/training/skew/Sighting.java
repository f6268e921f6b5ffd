package io.lakeloop.training.skew;

import io.lakeloop.feature.EntityKey;

/**
 * A transaction as the comparison sees it: when it became known to the detect job, and where its
 * logged features differ.
 *
 * @param transactionId the transaction's id
 * @param eventTimeMicros the transaction's time, UTC, microseconds since 1970
 * @param customerId the transaction's customer
 * @param terminalId the transaction's terminal
 * @param partition where the record stands in Kafka
 * @param offset where it stands in the partition
 * @param knownAtMicros when it was scored; when no row says so, when it was ingested; UTC,
 *     microseconds since 1970
 * @param found what was found of it
 * @param firstOfId whether this is how the id became known
 * @param conflicting whether records of its id differ
 * @param differing the features whose values differ, by their place in the set
 * @param differences how much each of them differs, NaN where one side is missing
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes them well; nobody changes them
public record Sighting(
    String transactionId,
    long eventTimeMicros,
    String customerId,
    String terminalId,
    int partition,
    long offset,
    long knownAtMicros,
    Found found,
    boolean firstOfId,
    boolean conflicting,
    int[] differing,
    double[] differences) {

  /** Where a transaction was found. */
  public enum Found {
    /** In the log and in the lake: its features were compared. */
    COMPARED,
    /** Before the span: it only adds to what was known. */
    HISTORY,
    /** In the log only: the ingest job has not brought it to the lake. */
    ONLY_IN_LOG,
    /** In the lake only: it was not scored, or not yet. */
    ONLY_IN_LAKE
  }

  String key(EntityKey key) {
    return switch (key) {
      case CUSTOMER -> customerId;
      case TERMINAL -> terminalId;
    };
  }
}
