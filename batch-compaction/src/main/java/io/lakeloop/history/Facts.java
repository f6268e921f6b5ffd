package io.lakeloop.history;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one transaction id on one day. Parts come in any order and are put together by
 * {@link #plus}, to the same end in every order.
 *
 * <p>Copies of a transaction count once: as the earliest by event time, then by place in Kafka. Of
 * reports, the latest says whether it was fraud. Of scores, the first given counts.
 *
 * @param id the transaction's id
 * @param day the day of the transaction's time, in days since 1970
 * @param payment the transaction; null while not seen
 * @param report what was reported of it; null when nothing was
 * @param score how it was scored; null when it was not
 */
public record Facts(
    String id, int day, @Nullable Payment payment, @Nullable Report report, @Nullable Score score) {

  /**
   * The transaction as the lake holds it.
   *
   * @param timeMicros when it happened, UTC, microseconds since 1970
   * @param customerId whose card
   * @param terminalId where
   * @param amountMinorUnits cents
   * @param partition where its record stands in Kafka
   * @param offset where its record stands in the partition
   * @param ingestedAtMicros when the newest of the records was taken in
   * @param records how many records there are
   */
  public record Payment(
      long timeMicros,
      String customerId,
      String terminalId,
      long amountMinorUnits,
      int partition,
      long offset,
      long ingestedAtMicros,
      long records) {

    Payment plus(Payment other) {
      Payment first = isBefore(other) ? this : other;
      return new Payment(
          first.timeMicros,
          first.customerId,
          first.terminalId,
          first.amountMinorUnits,
          first.partition,
          first.offset,
          Math.max(ingestedAtMicros, other.ingestedAtMicros),
          records + other.records);
    }

    private boolean isBefore(Payment other) {
      return timeMicros != other.timeMicros
          ? timeMicros < other.timeMicros
          : placeIsBefore(partition, offset, other.partition, other.offset);
    }
  }

  /**
   * A report that the transaction was fraud, or was not.
   *
   * @param reportedAtMicros when it was made, UTC, microseconds since 1970
   * @param partition where its record stands in Kafka
   * @param offset where its record stands in the partition
   * @param fraud what it says
   */
  public record Report(long reportedAtMicros, int partition, long offset, boolean fraud) {

    Report plus(Report other) {
      boolean isEarlier =
          reportedAtMicros != other.reportedAtMicros
              ? reportedAtMicros < other.reportedAtMicros
              : placeIsBefore(partition, offset, other.partition, other.offset);
      return isEarlier ? other : this;
    }
  }

  /**
   * How it was scored.
   *
   * @param scoredAtMicros when, UTC, microseconds since 1970
   * @param partition where the record that was scored stands in Kafka
   * @param offset where it stands in the partition
   * @param score between 0 and 1
   * @param alert whether it became an alert
   */
  public record Score(
      long scoredAtMicros, int partition, long offset, double score, boolean alert) {

    Score plus(Score other) {
      boolean isEarlier =
          scoredAtMicros != other.scoredAtMicros
              ? scoredAtMicros < other.scoredAtMicros
              : placeIsBefore(partition, offset, other.partition, other.offset);
      return isEarlier ? this : other;
    }
  }

  private static boolean placeIsBefore(
      int partition, long offset, int otherPartition, long otherOffset) {
    return partition != otherPartition ? partition < otherPartition : offset < otherOffset;
  }

  /** What both know of the transaction. */
  Facts plus(Facts other) {
    return new Facts(
        id,
        day,
        payment == null
            ? other.payment
            : other.payment == null ? payment : payment.plus(other.payment),
        report == null ? other.report : other.report == null ? report : report.plus(other.report),
        score == null ? other.score : other.score == null ? score : score.plus(other.score));
  }
}
