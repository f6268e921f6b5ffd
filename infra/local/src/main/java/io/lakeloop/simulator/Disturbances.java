package io.lakeloop.simulator;

import io.lakeloop.domain.RejectReason;
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

/**
 * Encodes events and does to them what production does: some arrive late, some twice, and between
 * them stand records that cannot be used. Counts what it does. Memory: the records that are under
 * way, at most the rates times the delay.
 */
public final class Disturbances implements Iterator<Message> {
  private final Iterator<? extends Event> events;
  private final Encoder encoder;
  private final Rates rates;
  private final SplittableRandom random;
  private final MalformedRecords malformedRecords;
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
    this.malformedRecords = new MalformedRecords(encoder, random.split());
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
    if (random.nextDouble() < rates.malformed()) {
      MalformedRecords.Malformed broken = malformedRecords.beside(event);
      malformed.merge(broken.reason(), 1L, Long::sum);
      send(new Message(message.stream(), message.key(), broken.value(), eventTime), 0);
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
