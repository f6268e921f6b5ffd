package io.lakeloop.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Replay.Settings IN_ORDER = Replay.Settings.after(Duration.ofSeconds(10));

  private static Payment payment(String id, long seconds, String fraud) {
    return new Payment(new Transaction(id, seconds * 1_000_000, "C", "P", 1), fraud);
  }

  private static List<String> order(Replay replay) {
    List<String> order = new ArrayList<>();
    replay.forEachRemaining(
        event ->
            order.add(
                event instanceof Report report
                    ? "report " + report.report().transactionId() + " at " + event.timeMicros()
                    : ((Payment) event).transaction().transactionId()));
    return order;
  }

  @Test
  void letsAReportFollowEachFraudAfterTheDelay() {
    List<Payment> payments =
        List.of(
            payment("a", 0, "x"),
            payment("b", 5, null),
            payment("c", 10, "y"),
            payment("d", 12, null));

    assertThat(order(new Replay(payments.iterator(), IN_ORDER)))
        .containsExactly("a", "b", "report a at 10000000", "c", "d", "report c at 20000000");
  }

  @Test
  void keepsPaymentsOfOneTimeInTheOrderOfTheFile() {
    List<Payment> payments =
        List.of(payment("b", 5, null), payment("a", 5, null), payment("c", 5, null));

    assertThat(order(new Replay(payments.iterator(), IN_ORDER))).containsExactly("b", "a", "c");
  }

  @Test
  void refusesPaymentsOutOfOrder() {
    Replay replay =
        new Replay(List.of(payment("a", 5, null), payment("b", 4, null)).iterator(), IN_ORDER);

    assertThatThrownBy(() -> replay.forEachRemaining(event -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "transaction b is of 1970-01-01T00:00:04Z, PT1S earlier than one before it; sort the file by time, or allow for it with --max-disorder");
  }

  @Test
  void sortsDisorderThatIsAllowedAndRefusesMore() {
    Replay.Settings tolerant =
        new Replay.Settings(Duration.ofDays(7), Duration.ofSeconds(3), Long.MAX_VALUE, Instant.MAX);
    List<Payment> within =
        List.of(
            payment("c", 5, null),
            payment("a", 2, null),
            payment("d", 6, null),
            payment("b", 3, null));

    assertThat(order(new Replay(within.iterator(), tolerant))).containsExactly("a", "b", "c", "d");
    assertThatThrownBy(
            () ->
                order(
                    new Replay(
                        List.of(payment("c", 5, null), payment("a", 1, null)).iterator(),
                        tolerant)))
        .hasMessageContaining("transaction a is of 1970-01-01T00:00:01Z, PT4S earlier");
  }

  @Test
  void stopsAtTheLimitAndReportsWhatWasReplayed() {
    List<Payment> payments = List.of(payment("a", 0, "x"), payment("b", 5, "x"));
    Replay.Settings one =
        new Replay.Settings(Duration.ofSeconds(10), Duration.ZERO, 1, Instant.MAX);

    assertThat(order(new Replay(payments.iterator(), one)))
        .containsExactly("a", "report a at 10000000");
  }

  @Test
  void withholdsAndCountsReportsThatNobodyCanKnowYet() {
    List<Payment> payments = List.of(payment("a", 0, "x"), payment("b", 5, "x"));
    Replay replay =
        new Replay(
            payments.iterator(),
            new Replay.Settings(
                Duration.ofSeconds(10),
                Duration.ZERO,
                Long.MAX_VALUE,
                Instant.EPOCH.plusSeconds(12)));

    assertThat(order(replay)).containsExactly("a", "b", "report a at 10000000");
    assertThat(replay.withheldReports()).isEqualTo(1);
  }
}
