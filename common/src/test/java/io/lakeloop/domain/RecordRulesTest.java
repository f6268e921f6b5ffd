package io.lakeloop.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Each rule on both sides of its boundary. */
class RecordRulesTest {
  private static final long NOW = micros("2026-05-01T12:00:00Z");
  private static final long DAY = Duration.ofDays(1).toMillis() * 1000;

  private final RecordRules rules = RecordRules.standard();

  private static long micros(String time) {
    return Instant.parse(time).toEpochMilli() * 1000;
  }

  @Test
  void refusesAnIdThatIsAbsent() {
    assertThat(rules.checkId(0)).hasValue(RejectReason.MISSING_ID);
    assertThat(rules.checkId(1)).isEmpty();
  }

  @Test
  void refusesAnIdOfMoreThan256Bytes() {
    assertThat(RecordRules.MAX_ID_LENGTH).isEqualTo(256);
    assertThat(rules.checkId(256)).isEmpty();
    assertThat(rules.checkId(257)).hasValue(RejectReason.ID_TOO_LONG);
  }

  @Test
  void refusesAnAmountBelowZero() {
    assertThat(rules.checkAmount(0)).isEmpty();
    assertThat(rules.checkAmount(-1)).hasValue(RejectReason.NEGATIVE_AMOUNT);
    assertThat(rules.checkAmount(Long.MIN_VALUE)).hasValue(RejectReason.NEGATIVE_AMOUNT);
  }

  @Test
  void refusesAnAmountOfMoreThan18Digits() {
    assertThat(rules.checkAmount(999_999_999_999_999_999L)).isEmpty();
    assertThat(rules.checkAmount(1_000_000_000_000_000_000L))
        .hasValue(RejectReason.AMOUNT_OUT_OF_RANGE);
    assertThat(rules.checkAmount(Long.MAX_VALUE)).hasValue(RejectReason.AMOUNT_OUT_OF_RANGE);
  }

  @Test
  void refusesATimeMoreThanADayAhead() {
    assertThat(rules.checkTime(NOW + DAY, NOW)).isEmpty();
    assertThat(rules.checkTime(NOW + DAY + 1, NOW)).hasValue(RejectReason.TIME_IN_FUTURE);
    assertThat(rules.checkTime(Long.MAX_VALUE, NOW)).hasValue(RejectReason.TIME_IN_FUTURE);
  }

  @Test
  void refusesATimeBeforeTheYear2000() {
    long earliest = micros("2000-01-01T00:00:00Z");

    assertThat(rules.checkTime(earliest, NOW)).isEmpty();
    assertThat(rules.checkTime(earliest - 1, NOW)).hasValue(RejectReason.TIME_TOO_OLD);
    assertThat(rules.checkTime(Long.MIN_VALUE, NOW)).hasValue(RejectReason.TIME_TOO_OLD);
  }

  @Test
  void keepsTheBoundsThatAreGiven() {
    RecordRules strict = new RecordRules(Duration.ZERO, Instant.parse("2026-05-01T11:59:59Z"));

    assertThat(strict.checkTime(NOW, NOW)).isEmpty();
    assertThat(strict.checkTime(NOW + 1, NOW)).hasValue(RejectReason.TIME_IN_FUTURE);
    assertThat(strict.checkTime(NOW - 1_000_000, NOW)).isEmpty();
    assertThat(strict.checkTime(NOW - 1_000_001, NOW)).hasValue(RejectReason.TIME_TOO_OLD);
  }

  @Test
  void keepsBoundsFinerThanAMillisecond() {
    RecordRules fine =
        new RecordRules(Duration.ofNanos(1_500_000), Instant.ofEpochSecond(0, 1_500_000));

    assertThat(fine.checkTime(NOW + 1_500, NOW)).isEmpty();
    assertThat(fine.checkTime(NOW + 1_501, NOW)).hasValue(RejectReason.TIME_IN_FUTURE);
    assertThat(fine.checkTime(1_500, NOW)).isEmpty();
    assertThat(fine.checkTime(1_499, NOW)).hasValue(RejectReason.TIME_TOO_OLD);
  }

  @Test
  void allowsAnyFutureWhenItIsGivenWithoutEnd() {
    RecordRules endless = new RecordRules(Duration.ofSeconds(Long.MAX_VALUE), Instant.EPOCH);

    assertThat(endless.checkTime(NOW, NOW)).isEmpty();
    assertThat(endless.checkTime(Long.MAX_VALUE, NOW)).isEmpty();
  }
}
