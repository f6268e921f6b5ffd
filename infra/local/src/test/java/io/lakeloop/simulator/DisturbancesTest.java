package io.lakeloop.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DisturbancesTest {
  private static final int EVENTS = 20_000;

  private final Encoder encoder =
      new Encoder() {
        @Override
        public byte[] encode(Transaction transaction) {
          return transaction.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] encode(FraudReport report) {
          return report.toString().getBytes(StandardCharsets.UTF_8);
        }
      };

  private Disturbances disturb(Disturbances.Rates rates, long seed) {
    List<Payment> payments =
        IntStream.range(0, EVENTS)
            .mapToObj(
                i -> new Payment(new Transaction("T" + i, i * 1_000_000L, "C", "P", 100), null))
            .toList();
    return new Disturbances(payments.iterator(), encoder, rates, seed);
  }

  private static List<Message> all(Disturbances disturbances) {
    List<Message> messages = new ArrayList<>();
    disturbances.forEachRemaining(messages::add);
    return messages;
  }

  @Test
  void leavesEventsAloneWhenNothingGoesWrong() {
    Disturbances undisturbed = disturb(Disturbances.Rates.none(), 1);

    List<Message> messages = all(undisturbed);

    assertThat(messages).hasSize(EVENTS);
    assertThat(messages.get(17).value())
        .isEqualTo(encoder.encode(new Transaction("T17", 17_000_000, "C", "P", 100)));
    assertThat(undisturbed.counts().total()).isEqualTo(EVENTS);
  }

  @Test
  void countsExactlyWhatItDoes() {
    Disturbances.Rates rates = new Disturbances.Rates(0.05, Duration.ofSeconds(30), 0.02, 0.03);
    Disturbances disturbances = disturb(rates, 3);

    List<Message> messages = all(disturbances);
    Disturbances.Counts counts = disturbances.counts();

    assertThat(counts.transactions()).isEqualTo(EVENTS);
    assertThat(messages).hasSize((int) counts.total());
    assertThat(counts.late() / (double) EVENTS).isCloseTo(0.05, within(0.01));
    assertThat(counts.duplicates() / (double) EVENTS).isCloseTo(0.02, within(0.005));
    assertThat(counts.malformedTotal() / (double) EVENTS).isCloseTo(0.03, within(0.005));
    assertThat(counts.malformed()).containsKeys(RejectReason.NULL_VALUE, RejectReason.OVERSIZED);
    assertThat(messages.stream().filter(message -> message.value() == null).count())
        .isEqualTo(counts.malformed().get(RejectReason.NULL_VALUE));
    long distinct =
        messages.stream()
            .filter(message -> message.value() != null)
            .map(message -> Arrays.hashCode(message.value()))
            .distinct()
            .count();
    assertThat(distinct).isGreaterThanOrEqualTo(EVENTS);
  }

  @Test
  void sendsEveryKindOfRecordThatCannotBeUsedBesideTheGoodOnes() {
    Disturbances disturbances =
        disturb(new Disturbances.Rates(0, Duration.ofSeconds(1), 0, 0.05), 3);

    List<Message> messages = all(disturbances);

    assertThat(disturbances.counts().malformed())
        .containsOnlyKeys(
            RejectReason.NULL_VALUE,
            RejectReason.OVERSIZED,
            RejectReason.UNDECODABLE,
            RejectReason.UNKNOWN_SCHEMA,
            RejectReason.MISSING_ID,
            RejectReason.ID_TOO_LONG,
            RejectReason.NEGATIVE_AMOUNT,
            RejectReason.AMOUNT_OUT_OF_RANGE,
            RejectReason.TIME_IN_FUTURE,
            RejectReason.TIME_TOO_OLD);
    assertThat(messages).filteredOn(m -> m.value() != null && m.value().length == 0).isNotEmpty();
    assertThat(messages)
        .filteredOn(m -> m.value() != null && m.value().length > 1 << 20)
        .hasSize(disturbances.counts().malformed().get(RejectReason.OVERSIZED).intValue());
  }

  @Test
  void breaksReportsTooButNotTheirAmounts() {
    List<Event> reports =
        IntStream.range(0, EVENTS)
            .<Event>mapToObj(
                i ->
                    new Event.Report(
                        new FraudReport("T" + i, i * 1_000_000L, true, "C", "P", 0, "x")))
            .toList();
    Disturbances disturbances =
        new Disturbances(
            reports.iterator(),
            encoder,
            new Disturbances.Rates(0, Duration.ofSeconds(1), 0, 0.05),
            3);

    List<Message> messages = all(disturbances);

    assertThat(messages).allMatch(m -> m.stream() == Message.Stream.FRAUD_REPORTS);
    assertThat(disturbances.counts().malformed())
        .containsKeys(RejectReason.MISSING_ID, RejectReason.TIME_IN_FUTURE)
        .doesNotContainKeys(RejectReason.NEGATIVE_AMOUNT, RejectReason.AMOUNT_OUT_OF_RANGE);
  }

  @Test
  void sendsInTheOrderOfSendingTimeAndLateOnesWithinTheDelay() {
    Disturbances.Rates rates = new Disturbances.Rates(0.2, Duration.ofSeconds(30), 0, 0);

    List<Message> messages = all(disturb(rates, 5));

    assertThat(messages).isSortedAccordingTo(Comparator.comparingLong(Message::timeMicros));
    int outOfOrder = 0;
    for (int i = 0; i < messages.size(); i++) {
      String text = new String(messages.get(i).value(), StandardCharsets.UTF_8);
      long eventTime = Long.parseLong(text.replaceAll(".*eventTimeMicros=(\\d+).*", "$1"));
      assertThat(messages.get(i).timeMicros() - eventTime).isBetween(0L, 30_000_000L);
      outOfOrder += messages.get(i).timeMicros() > eventTime ? 1 : 0;
    }
    assertThat(outOfOrder / (double) EVENTS).isCloseTo(0.2, within(0.02));
  }

  @Test
  void doesTheSameForTheSameSeed() {
    Disturbances.Rates rates = new Disturbances.Rates(0.1, Duration.ofSeconds(5), 0.1, 0.1);

    assertThat(texts(disturb(rates, 9))).isEqualTo(texts(disturb(rates, 9)));
    assertThat(texts(disturb(rates, 9))).isNotEqualTo(texts(disturb(rates, 10)));
  }

  private static List<String> texts(Disturbances disturbances) {
    return all(disturbances).stream()
        .map(message -> message.timeMicros() + " " + Arrays.hashCode(message.value()))
        .toList();
  }

  @Test
  void refusesARateThatIsNoShare() {
    assertThatThrownBy(() -> new Disturbances.Rates(2, Duration.ofSeconds(1), 0, 0))
        .hasMessage("a rate is 2.0; give a share from 0 to 1");
  }
}
