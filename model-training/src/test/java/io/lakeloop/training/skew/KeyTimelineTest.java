package io.lakeloop.training.skew;

import static io.lakeloop.feature.Features.customer;
import static io.lakeloop.feature.Features.terminal;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.feature.Baseline;
import io.lakeloop.feature.EntityKey;
import io.lakeloop.feature.Feature;
import io.lakeloop.feature.Window;
import io.lakeloop.training.skew.Sighting.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTimelineTest {
  private static final long SECOND = 1_000_000L;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Feature BY_CUSTOMER = customer().over(MINUTE).count();
  private static final Feature BY_TERMINAL = terminal().over(MINUTE).count();
  private static final Feature FRAUDS = terminal().over(MINUTE).fraudCount();
  private static final Feature DELAYED = terminal().delayedBy(MINUTE).over(MINUTE).count();

  /** A transaction of the second {@code at}, known at the second {@code knownAt}. */
  private static Sighting seen(String id, double at, int partition, long offset, double knownAt) {
    return seen(id, at, partition, offset, knownAt, true, false);
  }

  private static Sighting seen(
      String id,
      double at,
      int partition,
      long offset,
      double knownAt,
      boolean first,
      boolean conflicting) {
    return new Sighting(
        id,
        (long) (at * SECOND),
        "c",
        "t",
        partition,
        offset,
        (long) (knownAt * SECOND),
        Found.COMPARED,
        first,
        conflicting,
        new int[0],
        new double[0]);
  }

  private static ArrivedReport reported(double transactionAt, double reportedAt, double arrived) {
    return new ArrivedReport(
        new FraudReport(
            "f",
            (long) (reportedAt * SECOND),
            true,
            "c",
            "t",
            (long) (transactionAt * SECOND),
            null),
        (long) (arrived * SECOND));
  }

  private static Cause byCustomer(Sighting row, Sighting... others) {
    return cause(EntityKey.CUSTOMER, BY_CUSTOMER, row, others);
  }

  private static Cause byTerminal(Sighting row, Sighting... others) {
    return cause(EntityKey.TERMINAL, BY_TERMINAL, row, others);
  }

  private static Cause cause(EntityKey key, Feature feature, Sighting row, Sighting... others) {
    List<Sighting> all = new ArrayList<>(List.of(others));
    all.add(row);
    return new KeyTimeline(key, all, List.of(), Duration.ZERO).cause(row, feature);
  }

  private static Cause withReport(Sighting row, ArrivedReport report, Duration delay) {
    return new KeyTimeline(EntityKey.TERMINAL, List.of(row), List.of(report), delay)
        .cause(row, FRAUDS);
  }

  @Test
  void blamesAnEarlierEventThatArrivedAfterTheRow() {
    Sighting row = seen("r", 100, 0, 10, 101);

    assertThat(byCustomer(row, seen("a", 90, 0, 11, 102))).isEqualTo(Cause.LATE_EVENT);
    assertThat(byTerminal(row, seen("a", 90, 1, 3, 102))).isEqualTo(Cause.LATE_EVENT);
  }

  @Test
  void blamesNoEventThatWasKnown() {
    Sighting row = seen("r", 100, 0, 10, 101);

    assertThat(byCustomer(row, seen("a", 90, 0, 9, 91))).isEqualTo(Cause.NONE_KNOWN);
    assertThat(byTerminal(row, seen("a", 90, 1, 30, 91))).isEqualTo(Cause.NONE_KNOWN);
  }

  @Test
  void blamesNoEventThatIsNotEarlier() {
    Sighting row = seen("r", 100, 0, 10, 101);

    assertThat(byCustomer(row, seen("a", 100.5, 0, 11, 102))).isEqualTo(Cause.NONE_KNOWN);
    assertThat(byCustomer(row, seen("s", 100, 0, 11, 102))).isEqualTo(Cause.NONE_KNOWN);
    assertThat(byCustomer(row, seen("q", 100, 0, 11, 102))).isEqualTo(Cause.LATE_EVENT);
  }

  @Test
  void blamesNoEventThatTheWindowDoesNotReach() {
    Sighting row = seen("r", 100, 0, 10, 101);

    assertThat(byCustomer(row, seen("a", 40, 0, 11, 102))).isEqualTo(Cause.NONE_KNOWN);
    assertThat(byCustomer(row, seen("a", 40.000001, 0, 11, 102))).isEqualTo(Cause.LATE_EVENT);
  }

  @Test
  void looksAtADelayedWindowWhereItIs() {
    Sighting row = seen("r", 200, 0, 10, 201);

    assertThat(cause(EntityKey.TERMINAL, DELAYED, row, seen("a", 190, 0, 11, 202)))
        .isEqualTo(Cause.NONE_KNOWN);
    assertThat(cause(EntityKey.TERMINAL, DELAYED, row, seen("a", 140, 0, 11, 202)))
        .isEqualTo(Cause.LATE_EVENT);
    assertThat(cause(EntityKey.TERMINAL, DELAYED, row, seen("a", 80, 0, 11, 202)))
        .isEqualTo(Cause.NONE_KNOWN);
  }

  @Test
  void looksAtABaselineAsWell() {
    Feature abnormal =
        customer()
            .over(Duration.ofSeconds(5))
            .abnormalAmounts(3, new Baseline(Window.of(MINUTE), 10, 0));
    Sighting row = seen("r", 100, 0, 10, 101);

    assertThat(cause(EntityKey.CUSTOMER, abnormal, row, seen("a", 50, 0, 11, 102)))
        .isEqualTo(Cause.LATE_EVENT);
  }

  @Test
  void trustsOffsetsMoreThanClocksWhereKafkaKeepsTheOrder() {
    Sighting row = seen("r", 100, 0, 10, 101);

    assertThat(byCustomer(row, seen("a", 90, 0, 9, 102))).isEqualTo(Cause.NONE_KNOWN);
    assertThat(byCustomer(row, seen("a", 90, 0, 11, 100))).isEqualTo(Cause.LATE_EVENT);
    assertThat(byTerminal(row, seen("a", 90, 0, 9, 102))).isEqualTo(Cause.LATE_EVENT);
    assertThat(byTerminal(row, seen("a", 90, 0, 9, 101))).isEqualTo(Cause.LATE_EVENT);
    assertThat(byCustomer(row, seen("a", 90, 1, 9, 102)))
        .as("an event of another partition")
        .isEqualTo(Cause.LATE_EVENT);
  }

  @Test
  void blamesRecordsThatContradictEachOther() {
    Sighting row = seen("r", 100, 0, 10, 101);
    Sighting first = seen("a", 95, 0, 8, 96, true, true);

    assertThat(byCustomer(row, first, seen("a", 90, 0, 11, 102, false, true)))
        .isEqualTo(Cause.DUPLICATE);
    assertThat(byCustomer(row, seen("a", 20, 0, 8, 96, true, true))).isEqualTo(Cause.NONE_KNOWN);
  }

  @Test
  void blamesAReportThatArrivedAfterTheRow() {
    Sighting row = seen("r", 100, 0, 10, 101);

    assertThat(withReport(row, reported(80, 95, 102), Duration.ZERO)).isEqualTo(Cause.LATE_EVENT);
    assertThat(withReport(row, reported(80, 95, 96), Duration.ZERO)).isEqualTo(Cause.NONE_KNOWN);
    assertThat(withReport(row, reported(80, 100.1, 102), Duration.ZERO))
        .as("made after the row's time")
        .isEqualTo(Cause.NONE_KNOWN);
    assertThat(withReport(row, reported(39, 95, 102), Duration.ZERO))
        .as("on a transaction before the window")
        .isEqualTo(Cause.NONE_KNOWN);
  }

  @Test
  void allowsForTheTimeThatAReportTakes() {
    Sighting row = seen("r", 100, 0, 10, 101);

    assertThat(withReport(row, reported(80, 95, 100.5), Duration.ofSeconds(1)))
        .isEqualTo(Cause.LATE_EVENT);
    assertThat(withReport(row, reported(80, 95, 99.5), Duration.ofSeconds(1)))
        .isEqualTo(Cause.NONE_KNOWN);
  }

  @Test
  void blamesNoReportThatIsTheSameAgain() {
    Sighting row = seen("r", 100, 0, 10, 101);
    KeyTimeline timeline =
        new KeyTimeline(
            EntityKey.TERMINAL,
            List.of(row),
            List.of(reported(80, 95, 102), reported(80, 95, 96)),
            Duration.ZERO);

    assertThat(timeline.cause(row, FRAUDS)).isEqualTo(Cause.NONE_KNOWN);
  }

  @Test
  void blamesNoReportForAFeatureThatUsesNone() {
    Sighting row = seen("r", 100, 0, 10, 101);
    KeyTimeline timeline =
        new KeyTimeline(
            EntityKey.TERMINAL, List.of(row), List.of(reported(80, 95, 102)), Duration.ZERO);

    assertThat(timeline.cause(row, BY_TERMINAL)).isEqualTo(Cause.NONE_KNOWN);
  }
}
