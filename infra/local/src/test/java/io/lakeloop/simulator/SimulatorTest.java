package io.lakeloop.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatorTest {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final long DAY = 86_400_000_000L;

  private static List<Event> events(SimulatorSettings settings) {
    List<Event> events = new ArrayList<>();
    new Simulator(settings).forEachRemaining(events::add);
    return events;
  }

  private static List<Payment> payments(List<Event> events) {
    return events.stream().filter(Payment.class::isInstance).map(Payment.class::cast).toList();
  }

  private static List<FraudReport> reports(List<Event> events) {
    return events.stream()
        .filter(Report.class::isInstance)
        .map(event -> ((Report) event).report())
        .toList();
  }

  @Test
  void makesTheSameEventsForTheSameSeedAndOthersForAnother() {
    SimulatorSettings settings = SimulatorSettings.of(7, START, Duration.ofDays(2));

    assertThat(events(settings)).isEqualTo(events(settings));
    assertThat(events(settings)).isNotEqualTo(events(settings.withSeed(8)));
  }

  @Test
  void keepsEventsInTheOrderOfTimeAndInsideTheSimulatedTime() {
    List<Event> events = events(SimulatorSettings.of(1, START, Duration.ofDays(10)));

    assertThat(events).isSortedAccordingTo(java.util.Comparator.comparingLong(Event::timeMicros));
    long start = START.toEpochMilli() * 1000;
    assertThat(events.get(0).timeMicros()).isGreaterThanOrEqualTo(start);
    assertThat(events.get(events.size() - 1).timeMicros()).isLessThan(start + 10 * DAY);
  }

  @Test
  void givesEachPaymentAnIdOfItsOwn() {
    List<Payment> payments = payments(events(SimulatorSettings.of(1, START, Duration.ofDays(3))));

    Set<String> ids = new HashSet<>();
    payments.forEach(payment -> ids.add(payment.transaction().transactionId()));
    assertThat(ids).hasSameSizeAs(payments);
  }

  @Test
  void makesAsManyPaymentsAsThePopulationDoes() {
    List<Payment> payments = payments(events(SimulatorSettings.of(1, START, Duration.ofDays(14))));

    // 5,000 customers, two payments a day, two whole weeks, and a little card testing.
    assertThat(payments.size() / 140_000.0).isCloseTo(1, within(0.03));
  }

  @Test
  void keepsTheLiveRateWithoutRhythm() {
    List<Payment> payments =
        payments(
            events(
                SimulatorSettings.of(1, START, Duration.ZERO)
                    .live(500, START.plusSeconds(3 * 3600), Duration.ofSeconds(60))));

    assertThat(payments.size() / 30_000.0).isCloseTo(1, within(0.03));
  }

  @Test
  void isQuietAtNight() {
    int[] byHour = new int[24];
    payments(events(SimulatorSettings.of(1, START, Duration.ofDays(7))))
        .forEach(payment -> byHour[(int) (payment.timeMicros() % DAY / 3_600_000_000L)]++);

    assertThat(byHour[3]).isLessThan(byHour[12] / 10);
  }

  @Test
  void makesEveryKindOfFraudAndNotTooMuch() {
    List<Payment> payments = payments(events(SimulatorSettings.of(1, START, Duration.ofDays(60))));
    Map<String, Integer> kinds = new HashMap<>();
    for (Payment payment : payments) {
      if (payment.fraud() != null) {
        kinds.merge(payment.fraud(), 1, Integer::sum);
      }
    }

    assertThat(kinds)
        .containsOnlyKeys("large_amount", "compromised_terminal", "stolen_card", "card_testing");
    assertThat(kinds.values()).allMatch(count -> count > 100);
    double share = kinds.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(share / payments.size()).isBetween(0.004, 0.02);
  }

  @Test
  void reportsMostFraudsAboutAWeekLaterWithWhatWasPaid() {
    List<Event> events = events(SimulatorSettings.of(1, START, Duration.ofDays(40)));
    Map<String, Payment> byId = new HashMap<>();
    payments(events).forEach(payment -> byId.put(payment.transaction().transactionId(), payment));

    List<FraudReport> reports = reports(events);

    assertThat(reports).hasSizeGreaterThan(500);
    for (FraudReport report : reports) {
      Payment payment = byId.get(report.transactionId());
      assertThat(report.fraud()).isEqualTo(payment.fraud() != null);
      assertThat(report.reason()).isEqualTo(payment.fraud());
      assertThat(report.customerId()).isEqualTo(payment.transaction().customerId());
      assertThat(report.terminalId()).isEqualTo(payment.transaction().terminalId());
      assertThat(report.transactionTimeMicros()).isEqualTo(payment.timeMicros());
      assertThat(report.reportedAtMicros() - payment.timeMicros()).isBetween(5 * DAY, 9 * DAY);
    }
    assertThat(reports).anyMatch(report -> !report.fraud());
    long early =
        byId.values().stream()
            .filter(payment -> payment.fraud() != null)
            .filter(payment -> payment.timeMicros() < START.toEpochMilli() * 1000 + 30 * DAY)
            .count();
    long reported =
        reports.stream()
            .filter(FraudReport::fraud)
            .filter(
                report -> report.transactionTimeMicros() < START.toEpochMilli() * 1000 + 30 * DAY)
            .count();
    assertThat((double) reported / early).isCloseTo(0.95, within(0.03));
  }

  @Test
  void keepsNoMoreInMindAfterTenTimesThePayments() {
    Simulator simulator = new Simulator(SimulatorSettings.of(1, START, Duration.ofDays(400)));
    int afterSome = pendingAfter(simulator, 300_000);
    int afterMany = pendingAfter(simulator, 2_700_000);

    assertThat(afterMany).isLessThan(2 * afterSome);
  }

  private static int pendingAfter(Simulator simulator, int events) {
    for (int i = 0; i < events; i++) {
      simulator.next();
    }
    return simulator.pendingCount();
  }

  @Test
  void refusesAWorldWithoutPeople() {
    assertThatThrownBy(
            () -> SimulatorSettings.of(1, START, Duration.ofDays(1)).withPopulation(0, 5))
        .hasMessage("customers is 0; give at least 1");
  }
}
