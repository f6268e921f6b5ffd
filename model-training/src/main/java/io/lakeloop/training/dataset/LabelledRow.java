package io.lakeloop.training.dataset;

/**
 * A transaction with its features and what is known of its truth.
 *
 * @param timeMicros event time, UTC, microseconds since 1970
 * @param transactionId its id
 * @param customerId whose card
 * @param amountMinorUnits what was paid
 * @param fraud whether the latest report says so
 * @param trialFraud the same as it was known to the trial
 * @param weight what it counts in training
 * @param values features as XGBoost takes them, NaN where missing
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes them well; nobody changes them
public record LabelledRow(
    long timeMicros,
    String transactionId,
    String customerId,
    long amountMinorUnits,
    boolean fraud,
    boolean trialFraud,
    float weight,
    float[] values) {}
