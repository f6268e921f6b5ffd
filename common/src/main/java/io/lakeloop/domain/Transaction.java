package io.lakeloop.domain;

/**
 * One card payment as its producer reported it. Not validated: see {@link RecordRules}.
 *
 * @param transactionId identity given by the producer; the same id twice is the same payment
 * @param eventTimeMicros when the card was used, UTC, microseconds since 1970
 * @param customerId the card holder
 * @param terminalId the terminal or shop that took the payment
 * @param amountMinorUnits amount in minor units (cents), exact
 */
public record Transaction(
    String transactionId,
    long eventTimeMicros,
    String customerId,
    String terminalId,
    long amountMinorUnits) {}
