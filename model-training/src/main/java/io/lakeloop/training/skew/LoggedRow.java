package io.lakeloop.training.skew;

import io.lakeloop.domain.Transaction;

/**
 * One row of {@code scored_transactions}.
 *
 * @param transactionId the transaction's id
 * @param eventTimeMicros the transaction's time, UTC, microseconds since 1970
 * @param customerId the transaction's customer
 * @param terminalId the transaction's terminal
 * @param amountMinorUnits the transaction's amount
 * @param partition where the record that was scored stands in Kafka
 * @param offset where it stands in the partition
 * @param scoredAtMicros when it was scored, UTC, microseconds since 1970
 * @param values the features that were logged, NaN where missing; empty when the row is from before
 *     the span that is compared
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes them well; nobody changes them
public record LoggedRow(
    String transactionId,
    long eventTimeMicros,
    String customerId,
    String terminalId,
    long amountMinorUnits,
    int partition,
    long offset,
    long scoredAtMicros,
    double[] values) {

  Transaction transaction() {
    return new Transaction(
        transactionId, eventTimeMicros, customerId, terminalId, amountMinorUnits);
  }
}
