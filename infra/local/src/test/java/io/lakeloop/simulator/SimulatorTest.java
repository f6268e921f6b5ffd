package io.lakeloop.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    assertThat(events).isSortedAccordingTo(Comparator.comparingLong(Event::timeMicros));
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

  private static Map<String, Double> shares(List<Payment> payments) {
    Map<String, Double> shares = new HashMap<>();
    for (Payment payment : payments) {
      if (payment.fraud() != null) {
        shares.merge(payment.fraud(), 1.0 / payments.size(), Double::sum);
      }
    }
    return shares;
  }

  @Test
  void makesTheShareOfEachKindOfFraudThatIsAskedFor() {
    SimulatorSettings settings = SimulatorSettings.of(1, START, Duration.ofDays(120));

    Map<String, Double> shares = shares(payments(events(settings)));

    // Episodes make the counts of terminals and cards vary more than single payments do.
    assertThat(shares).hasSize(4);
    assertThat(shares.get("large_amount")).isCloseTo(0.001, within(0.0001));
    assertThat(shares.get("compromised_terminal")).isCloseTo(0.004, within(0.001));
    assertThat(shares.get("stolen_card")).isCloseTo(0.003, within(0.0005));
    assertThat(shares.get("card_testing")).isCloseTo(0.001, within(0.0002));
  }

  @Test
  void makesAsMuchFraudOnTheFirstDayAndAtAnyRate() {
    SimulatorSettings live =
        SimulatorSettings.of(3, START, Duration.ZERO).live(2_000, START, Duration.ofMinutes(10));

    Map<String, Double> shares = shares(payments(events(live)));

    assertThat(shares).hasSize(4);
    assertThat(shares.values().stream().mapToDouble(Double::doubleValue).sum())
        .isBetween(0.006, 0.012);
  }

  @Test
  void changesTheFraudAtAnEventTime() {
    Instant change = START.plus(Duration.ofDays(10));
    FraudPlan plan =
        FraudPlan.always(FraudMix.none()).changedAt(change, new FraudMix(0, 0.02, 0, 1, 0.01));
    List<Payment> payments =
        payments(events(SimulatorSettings.of(1, START, Duration.ofDays(40)).withFraud(plan)));
    long changeMicros = change.toEpochMilli() * 1000;

    Map<String, Double> before =
        shares(payments.stream().filter(p -> p.timeMicros() < changeMicros).toList());
    Map<String, Double> after =
        shares(payments.stream().filter(p -> p.timeMicros() >= changeMicros).toList());

    assertThat(before).isEmpty();
    assertThat(after).containsOnlyKeys("compromised_terminal", "card_testing");
    assertThat(after.get("compromised_terminal")).isCloseTo(0.02, within(0.004));
    assertThat(after.get("card_testing")).isCloseTo(0.01, within(0.002));
  }

  @Test
  void testsACardWithManySmallPaymentsWithinMinutesAndThenALargeOne() {
    FraudPlan testing = FraudPlan.always(new FraudMix(0, 0, 0, 1, 0.0005));
    List<Payment> payments =
        payments(events(SimulatorSettings.of(1, START, Duration.ofDays(30)).withFraud(testing)));
    Map<String, List<Payment>> bursts =
        payments.stream()
            .filter(payment -> payment.fraud() != null)
            .collect(Collectors.groupingBy(payment -> payment.transaction().customerId()));
    // A customer may be tested twice, or a burst be cut by the end; most are whole.
    List<List<Payment>> whole =
        bursts.values().stream()
            .filter(burst -> burst.get(burst.size() - 1).timeMicros() - first(burst) < 300_000_000L)
            .filter(burst -> burst.size() > 6)
            .toList();

    assertThat(whole).hasSizeGreaterThan(bursts.size() / 2);
    for (List<Payment> burst : whole) {
      int last = burst.size() - 1;
      assertThat(burst.subList(0, last))
          .hasSizeBetween(6, 15)
          .allMatch(payment -> payment.transaction().amountMinorUnits() < 300);
      assertThat(burst.get(last).transaction().amountMinorUnits()).isGreaterThanOrEqualTo(15_000);
    }
  }

  private static long first(List<Payment> payments) {
    return payments.get(0).timeMicros();
  }

  @Test
  void goesOnLiveWithTheSameCustomersAndTheReportsThatFallDue() {
    Simulator simulator = new Simulator(SimulatorSettings.of(1, START, Duration.ofDays(20)));
    List<Event> history = new ArrayList<>();
    simulator.forEachRemaining(history::add);
    Instant liveStart = START.plus(Duration.ofDays(21));

    simulator.continueLive(1_000, liveStart, Duration.ofMinutes(5));
    List<Event> live = new ArrayList<>();
    simulator.forEachRemaining(live::add);

    List<Event> all = new ArrayList<>(history);
    all.addAll(live);
    assertThat(all).isSortedAccordingTo(Comparator.comparingLong(Event::timeMicros));
    assertThat(payments(live).size() / 300_000.0).isCloseTo(1, within(0.03));
    assertThat(payments(all))
        .extracting(payment -> payment.transaction().transactionId())
        .doesNotHaveDuplicates();
    Set<String> historyIds = ids(history);
    assertThat(reports(live))
        .isNotEmpty()
        .allMatch(report -> historyIds.contains(report.transactionId()));
    assertThat(meanAmountByCustomer(live).get("C0000007"))
        .isCloseTo(meanAmountByCustomer(history).get("C0000007"), withinPercentage(30));
  }

  private static Set<String> ids(List<Event> events) {
    return payments(events).stream()
        .map(payment -> payment.transaction().transactionId())
        .collect(Collectors.toSet());
  }

  private static Map<String, Double> meanAmountByCustomer(List<Event> events) {
    return payments(events).stream()
        .filter(payment -> payment.fraud() == null)
        .collect(
            Collectors.groupingBy(
                payment -> payment.transaction().customerId(),
                Collectors.averagingLong(payment -> payment.transaction().amountMinorUnits())));
  }

  @Test
  void refusesToGoOnBeforeTheTimeReached() {
    Simulator simulator = new Simulator(SimulatorSettings.of(1, START, Duration.ofDays(1)));

    assertThatThrownBy(() -> simulator.continueLive(1, START.plusSeconds(86_400), Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("take all events first");
    simulator.forEachRemaining(event -> {});
    assertThatThrownBy(() -> simulator.continueLive(1, START, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a time not before 2026-01-06T00:00:00Z");
  }

  @Test
  void givesPaymentsOfAnotherStartOtherIds() {
    SimulatorSettings first = SimulatorSettings.of(1, START, Duration.ofHours(12));
    SimulatorSettings second =
        SimulatorSettings.of(1, START.plus(Duration.ofDays(1)), Duration.ofHours(12));

    assertThat(ids(events(first))).doesNotContainAnyElementsOf(ids(events(second)));
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

  @Test
  void refusesMoreFraudThanThereCanBe() {
    assertThatThrownBy(() -> new FraudMix(0.3, 0, 0, 1, 0))
        .hasMessage("large amount is 0.3; give a share of payments from 0 to 0.2");
  }
}
