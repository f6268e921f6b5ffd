package io.lakeloop.history;

import static java.util.Objects.requireNonNull;

/**
 * What transactions add up to, of one key in one period. Sums are of integers, so they are the same
 * in every order.
 *
 * @param grouping how the transactions were grouped
 * @param periodMicros start of the period, UTC, microseconds since 1970
 * @param key the customer or terminal; empty where periods alone are told apart
 * @param transactions how many transactions
 * @param amountSum of the amounts, in cents
 * @param amountMin the smallest amount, in cents
 * @param amountMax the largest amount, in cents
 * @param fraudTransactions how many were reported as fraud
 * @param fraudAmountSum of the amounts of these, in cents
 * @param scored how many have a score
 * @param scoreBillionths the sum of scores, each rounded to a billionth
 * @param scoreMax the largest score; negative infinity when none is scored
 * @param alerts how many became alerts
 * @param records how many records the transactions came in
 * @param newestIngestedAtMicros when the newest of the records was taken in
 */
public record Totals(
    Grouping grouping,
    long periodMicros,
    String key,
    long transactions,
    long amountSum,
    long amountMin,
    long amountMax,
    long fraudTransactions,
    long fraudAmountSum,
    long scored,
    long scoreBillionths,
    double scoreMax,
    long alerts,
    long records,
    long newestIngestedAtMicros) {
  private static final double BILLION = 1e9;

  /** What one transaction adds to the totals that it belongs to. Its payment has been seen. */
  static Totals of(Facts facts, Grouping grouping) {
    Facts.Payment payment = requireNonNull(facts.payment());
    boolean fraud = facts.report() != null && facts.report().fraud();
    Facts.Score score = facts.score();
    return new Totals(
        grouping,
        grouping.periodMicros(payment.timeMicros()),
        grouping.key(payment),
        1,
        payment.amountMinorUnits(),
        payment.amountMinorUnits(),
        payment.amountMinorUnits(),
        fraud ? 1 : 0,
        fraud ? payment.amountMinorUnits() : 0,
        score == null ? 0 : 1,
        score == null ? 0 : Math.round(score.score() * BILLION),
        score == null ? Double.NEGATIVE_INFINITY : score.score(),
        score != null && score.alert() ? 1 : 0,
        payment.records(),
        payment.ingestedAtMicros());
  }

  /** The totals of both, which are of one key and period. */
  Totals plus(Totals other) {
    return new Totals(
        grouping,
        periodMicros,
        key,
        transactions + other.transactions,
        Math.addExact(amountSum, other.amountSum),
        Math.min(amountMin, other.amountMin),
        Math.max(amountMax, other.amountMax),
        fraudTransactions + other.fraudTransactions,
        Math.addExact(fraudAmountSum, other.fraudAmountSum),
        scored + other.scored,
        Math.addExact(scoreBillionths, other.scoreBillionths),
        Math.max(scoreMax, other.scoreMax),
        alerts + other.alerts,
        records + other.records,
        Math.max(newestIngestedAtMicros, other.newestIngestedAtMicros));
  }
}
