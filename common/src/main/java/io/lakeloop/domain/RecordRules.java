package io.lakeloop.domain;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The rules that a decoded record must keep to enter the lake. Pure: the ingest time is an
 * argument.
 *
 * @param maxFuture how far an event may lie ahead of the ingest time before it is refused
 * @param earliest the earliest event time accepted
 */
public record RecordRules(Duration maxFuture, Instant earliest) implements Serializable {
  /** The longest id accepted, in UTF-8 bytes. */
  public static final int MAX_ID_LENGTH = 256;

  /** The largest amount that fits {@code decimal(18,2)}, in minor units. */
  public static final long MAX_AMOUNT_MINOR_UNITS = 999_999_999_999_999_999L;

  /** One day ahead at most, nothing before 2000-01-01. */
  public static RecordRules standard() {
    return new RecordRules(Duration.ofDays(1), Instant.parse("2000-01-01T00:00:00Z"));
  }

  /**
   * Checks one id.
   *
   * @param lengthBytes length in UTF-8, 0 when the id is absent
   */
  public Optional<RejectReason> checkId(int lengthBytes) {
    if (lengthBytes == 0) {
      return Optional.of(RejectReason.MISSING_ID);
    }
    return lengthBytes > MAX_ID_LENGTH ? Optional.of(RejectReason.ID_TOO_LONG) : Optional.empty();
  }

  /** Checks an amount in minor units: zero (a card verification) is allowed. */
  public Optional<RejectReason> checkAmount(long amountMinorUnits) {
    if (amountMinorUnits < 0) {
      return Optional.of(RejectReason.NEGATIVE_AMOUNT);
    }
    return amountMinorUnits > MAX_AMOUNT_MINOR_UNITS
        ? Optional.of(RejectReason.AMOUNT_OUT_OF_RANGE)
        : Optional.empty();
  }

  /**
   * Checks an event time against the time at which the record is ingested.
   *
   * @param eventTimeMicros UTC, microseconds since 1970
   * @param ingestTimeMicros UTC, microseconds since 1970
   */
  public Optional<RejectReason> checkTime(long eventTimeMicros, long ingestTimeMicros) {
    if (eventTimeMicros > ingestTimeMicros
        && eventTimeMicros - ingestTimeMicros > TimeUnit.MICROSECONDS.convert(maxFuture)) {
      return Optional.of(RejectReason.TIME_IN_FUTURE);
    }
    return eventTimeMicros < ChronoUnit.MICROS.between(Instant.EPOCH, earliest)
        ? Optional.of(RejectReason.TIME_TOO_OLD)
        : Optional.empty();
  }
}
