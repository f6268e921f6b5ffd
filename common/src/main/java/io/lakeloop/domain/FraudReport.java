package io.lakeloop.domain;

import org.jspecify.annotations.Nullable;

/**
 * One report that a transaction was, or after a dispute was not, fraud. It names the customer and
 * terminal of the transaction as a chargeback message does, so that no join is needed to learn from
 * it.
 *
 * @param transactionId the transaction reported on
 * @param reportedAtMicros when the report was made, UTC, microseconds since 1970: the label may be
 *     used from then on
 * @param fraud true for confirmed fraud, false for a dispute that was cleared
 * @param customerId the card holder of the transaction
 * @param terminalId the terminal of the transaction
 * @param transactionTimeMicros event time of the transaction, UTC, microseconds since 1970
 * @param reason the kind of fraud as the reporter classed it, absent when not known
 */
public record FraudReport(
    String transactionId,
    long reportedAtMicros,
    boolean fraud,
    String customerId,
    String terminalId,
    long transactionTimeMicros,
    @Nullable String reason) {}
