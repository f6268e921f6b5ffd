package io.lakeloop.simulator;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Payments in the order of time, and for each fraud among them a report that follows after a fixed
 * delay. Memory: the reports of one delay and the payments of the disorder allowed.
 */
public final class Replay implements Iterator<Event> {
  private static final Comparator<Arrival> BY_TIME =
      Comparator.<Arrival>comparingLong(arrival -> arrival.payment().timeMicros())
          .thenComparingLong(Arrival::sequence);

  private final Iterator<Payment> payments;
  private final Settings settings;
  private final long delayMicros;
  private final long disorderMicros;
  private final PriorityQueue<Arrival> sorting = new PriorityQueue<>(BY_TIME);
  private final Deque<FraudReport> pending = new ArrayDeque<>();
  private @Nullable Payment nextPayment;
  private long latestMicros = Long.MIN_VALUE;
  private long taken;
  private long withheld;

  /**
   * How payments are replayed.
   *
   * @param labelDelay from a fraud to its report, in event time
   * @param maxDisorder how much earlier than one before it a payment may be
   * @param limit payments at most
   * @param reportsUntil reports that would be made later are withheld: nobody can know them yet
   */
  public record Settings(
      Duration labelDelay, Duration maxDisorder, long limit, Instant reportsUntil) {
    /** Every payment of a sorted file, and every report. */
    public static Settings after(Duration labelDelay) {
      return new Settings(labelDelay, Duration.ZERO, Long.MAX_VALUE, Instant.MAX);
    }

    /** Checks the ranges. */
    public Settings {
      require(!labelDelay.isNegative(), "label delay", labelDelay);
      require(!maxDisorder.isNegative(), "disorder", maxDisorder);
      require(limit >= 0, "limit", limit);
    }

    private static void require(boolean holds, String key, Object value) {
      if (!holds) {
        throw new IllegalArgumentException("%s is %s; give 0 or more".formatted(key, value));
      }
    }
  }

  private record Arrival(Payment payment, long sequence) {}

  /** A replay of payments that come about in the order of time. */
  public Replay(Iterator<Payment> payments, Settings settings) {
    this.payments = payments;
    this.settings = settings;
    this.delayMicros = TimeUnit.MILLISECONDS.toMicros(settings.labelDelay().toMillis());
    this.disorderMicros = TimeUnit.MILLISECONDS.toMicros(settings.maxDisorder().toMillis());
  }

  /**
   * Whether there is another event.
   *
   * @throws IllegalArgumentException when a payment is earlier than allowed
   */
  @Override
  public boolean hasNext() {
    if (nextPayment == null) {
      nextPayment = takeInOrder();
    }
    return nextPayment != null || !pending.isEmpty();
  }

  @Override
  public Event next() {
    if (!hasNext()) {
      throw new NoSuchElementException("every payment and report has been replayed");
    }
    Payment payment = nextPayment;
    if (payment == null
        || (!pending.isEmpty() && pending.element().reportedAtMicros() <= payment.timeMicros())) {
      return new Report(pending.remove());
    }
    nextPayment = null;
    if (payment.fraud() != null) {
      addReport(payment.transaction(), payment.fraud());
    }
    return payment;
  }

  /** The earliest payment that none to come can precede, or null when there is no more. */
  private @Nullable Payment takeInOrder() {
    while (taken < settings.limit()
        && (sorting.isEmpty()
            || latestMicros - sorting.element().payment().timeMicros() < disorderMicros)
        && payments.hasNext()) {
      Payment payment = payments.next();
      if (taken > 0 && payment.timeMicros() < latestMicros - disorderMicros) {
        throw new IllegalArgumentException(
            "transaction %s is of %s, %s earlier than one before it; sort the file by time, or allow for it with --max-disorder"
                .formatted(
                    payment.transaction().transactionId(),
                    Instant.EPOCH.plus(payment.timeMicros(), ChronoUnit.MICROS),
                    Duration.of(latestMicros - payment.timeMicros(), ChronoUnit.MICROS)));
      }
      latestMicros = Math.max(latestMicros, payment.timeMicros());
      sorting.add(new Arrival(payment, taken++));
    }
    Arrival first = sorting.poll();
    return first == null ? null : first.payment();
  }

  private void addReport(Transaction transaction, String reason) {
    long reportedAtMicros = transaction.eventTimeMicros() + delayMicros;
    if (Instant.EPOCH.plus(reportedAtMicros, ChronoUnit.MICROS).isAfter(settings.reportsUntil())) {
      withheld++;
      return;
    }
    pending.add(
        new FraudReport(
            transaction.transactionId(),
            reportedAtMicros,
            true,
            transaction.customerId(),
            transaction.terminalId(),
            transaction.eventTimeMicros(),
            reason));
  }

  /** Reports that were withheld so far. */
  public long withheldReports() {
    return withheld;
  }
}
