package io.lakeloop.simulator;

import io.lakeloop.domain.RejectReason;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Encodes events and does to them what production does: some arrive late, some twice, and between
 * them stand records that cannot be used. Counts what it does. Memory: the records that are under
 * way, at most the rates times the delay.
 */
public final class Disturbances implements Iterator<Message> {
  private static final int OVERSIZED_BYTES = (1 << 20) + 1;

  private final Iterator<? extends Event> events;
  private final Encoder encoder;
  private final Rates rates;
  private final SplittableRandom random;
  private final PriorityQueue<UnderWay> underWay = new PriorityQueue<>();
  private final EnumMap<RejectReason, Long> malformed = new EnumMap<>(RejectReason.class);
  private long sequence;
  private long transactions;
  private long reports;
  private long late;
  private long duplicates;
  private long eventTime = Long.MIN_VALUE;

  /**
   * How much goes wrong; each rate is a share of events, from 0 to 1.
   *
   * @param late events that are sent after their time
   * @param maxDelay how long after, at most
   * @param duplicate events that are sent a second time, up to the delay later
   * @param malformed records that cannot be used, sent in addition
   */
  public record Rates(double late, Duration maxDelay, double duplicate, double malformed) {
    /** Nothing goes wrong. */
    public static Rates none() {
      return new Rates(0, Duration.ofSeconds(1), 0, 0);
    }

    /** Checks the ranges. */
    public Rates {
      for (double rate : new double[] {late, duplicate, malformed}) {
        if (rate < 0 || rate > 1) {
          throw new IllegalArgumentException("a rate is " + rate + "; give a share from 0 to 1");
        }
      }
    }
  }

  private record UnderWay(Message message, long sequence) implements Comparable<UnderWay> {
    @Override
    public int compareTo(UnderWay other) {
      int byTime = Long.compare(message.timeMicros(), other.message.timeMicros());
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  /** Disturbs events that come in the order of time; the same seed gives the same records. */
  public Disturbances(Iterator<? extends Event> events, Encoder encoder, Rates rates, long seed) {
    this.events = events;
    this.encoder = encoder;
    this.rates = rates;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public boolean hasNext() {
    return !underWay.isEmpty() || events.hasNext();
  }

  @Override
  public Message next() {
    // A record may leave once no event can come that is to be sent before it.
    while ((underWay.isEmpty() || underWay.element().message().timeMicros() > eventTime)
        && events.hasNext()) {
      take(events.next());
    }
    if (underWay.isEmpty()) {
      throw new NoSuchElementException("no more events");
    }
    return underWay.remove().message();
  }

  private void take(Event event) {
    eventTime = event.timeMicros();
    Message message = encode(event);
    boolean isLate = random.nextDouble() < rates.late();
    if (isLate) {
      late++;
    }
    send(message, isLate ? delay() : 0);
    if (random.nextDouble() < rates.duplicate()) {
      duplicates++;
      send(message, delay());
    }
    if (event instanceof Payment payment && random.nextDouble() < rates.malformed()) {
      RejectReason reason = KINDS[random.nextInt(KINDS.length)];
      malformed.merge(reason, 1L, Long::sum);
      send(
          new Message(
              Message.Stream.TRANSACTIONS,
              message.key(),
              broken(reason, payment.transaction()),
              eventTime),
          0);
    }
  }

  private Message encode(Event event) {
    if (event instanceof Payment payment) {
      transactions++;
      return new Message(
          Message.Stream.TRANSACTIONS,
          payment.transaction().customerId(),
          encoder.encode(payment.transaction()),
          eventTime);
    }
    reports++;
    Report report = (Report) event;
    return new Message(
        Message.Stream.FRAUD_REPORTS,
        report.report().customerId(),
        encoder.encode(report.report()),
        eventTime);
  }

  private long delay() {
    return 1 + random.nextLong(TimeUnit.NANOSECONDS.toMicros(rates.maxDelay().toNanos()));
  }

  private void send(Message message, long delayMicros) {
    underWay.add(
        new UnderWay(
            new Message(
                message.stream(),
                message.key(),
                message.value(),
                message.timeMicros() + delayMicros),
            sequence++));
  }

  private static final RejectReason[] KINDS = {
    RejectReason.NULL_VALUE,
    RejectReason.OVERSIZED,
    RejectReason.UNDECODABLE,
    RejectReason.UNKNOWN_SCHEMA,
    RejectReason.MISSING_ID,
    RejectReason.NEGATIVE_AMOUNT,
    RejectReason.AMOUNT_OUT_OF_RANGE,
    RejectReason.TIME_IN_FUTURE,
    RejectReason.TIME_TOO_OLD
  };

  private byte @Nullable [] broken(RejectReason reason, Transaction t) {
    return switch (reason) {
      case NULL_VALUE -> null;
      case OVERSIZED -> new byte[OVERSIZED_BYTES];
      case UNKNOWN_SCHEMA -> flipped(encoder.encode(t));
      case MISSING_ID -> encoder.encode(changed(t, "", t.eventTimeMicros(), t.amountMinorUnits()));
      case NEGATIVE_AMOUNT ->
          encoder.encode(
              changed(t, t.transactionId(), t.eventTimeMicros(), -1 - t.amountMinorUnits()));
      case AMOUNT_OUT_OF_RANGE ->
          encoder.encode(changed(t, t.transactionId(), t.eventTimeMicros(), Long.MAX_VALUE));
      case TIME_IN_FUTURE ->
          encoder.encode(changed(t, t.transactionId(), Long.MAX_VALUE / 2, t.amountMinorUnits()));
      case TIME_TOO_OLD -> encoder.encode(changed(t, t.transactionId(), 0, t.amountMinorUnits()));
      default -> truncated(encoder.encode(t));
    };
  }

  private static Transaction changed(Transaction t, String id, long timeMicros, long amount) {
    return new Transaction(id, timeMicros, t.customerId(), t.terminalId(), amount);
  }

  /** Another schema fingerprint, or registry id. */
  private static byte[] flipped(byte[] value) {
    value[3] ^= 0x55;
    return value;
  }

  private byte[] truncated(byte[] value) {
    return java.util.Arrays.copyOf(value, random.nextInt(value.length));
  }

  /** What has been made so far. */
  public Counts counts() {
    return new Counts(
        transactions,
        reports,
        late,
        duplicates,
        Collections.unmodifiableMap(new EnumMap<>(malformed)));
  }

  /**
   * What was made.
   *
   * @param transactions payments, each once
   * @param reports fraud reports, each once
   * @param late events that were sent late
   * @param duplicates events that were sent a second time
   * @param malformed records that cannot be used, by the reason that they will be rejected for
   */
  public record Counts(
      long transactions,
      long reports,
      long late,
      long duplicates,
      Map<RejectReason, Long> malformed) {
    /** Records that cannot be used. */
    public long malformedTotal() {
      return malformed.values().stream().mapToLong(Long::longValue).sum();
    }

    /** All records. */
    public long total() {
      return transactions + reports + duplicates + malformedTotal();
    }
  }
}
