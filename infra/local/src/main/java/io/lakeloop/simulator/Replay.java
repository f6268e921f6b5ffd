package io.lakeloop.simulator;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Payments in the order of time, and for each fraud among them a report that follows after a fixed
 * delay. Memory: the reports of one delay.
 */
public final class Replay implements Iterator<Event> {
  private final Iterator<Payment> payments;
  private final long delayMicros;
  private final Deque<FraudReport> pending = new ArrayDeque<>();
  private @Nullable Payment nextPayment;
  private long lastTimeMicros = Long.MIN_VALUE;

  /**
   * A replay.
   *
   * @param payments in the order of time
   * @param labelDelay from a fraud to its report, in event time
   */
  public Replay(Iterator<Payment> payments, Duration labelDelay) {
    this.payments = payments;
    this.delayMicros = TimeUnit.MILLISECONDS.toMicros(labelDelay.toMillis());
  }

  @Override
  public boolean hasNext() {
    return nextPayment != null || payments.hasNext() || !pending.isEmpty();
  }

  /**
   * The next event.
   *
   * @throws IllegalArgumentException when a payment is before the one before it
   */
  @Override
  public Event next() {
    if (nextPayment == null && payments.hasNext()) {
      nextPayment = takeInOrder();
    }
    Payment payment = nextPayment;
    if (payment == null
        || (!pending.isEmpty() && pending.element().reportedAtMicros() <= payment.timeMicros())) {
      return new Report(pending.remove());
    }
    nextPayment = null;
    if (payment.fraud() != null) {
      pending.add(report(payment.transaction(), payment.fraud()));
    }
    return payment;
  }

  private Payment takeInOrder() {
    Payment payment = payments.next();
    if (payment.timeMicros() < lastTimeMicros) {
      throw new IllegalArgumentException(
          "transaction %s is earlier than the one before it; sort the file by time"
              .formatted(payment.transaction().transactionId()));
    }
    lastTimeMicros = payment.timeMicros();
    return payment;
  }

  private FraudReport report(Transaction transaction, @Nullable String reason) {
    return new FraudReport(
        transaction.transactionId(),
        transaction.eventTimeMicros() + delayMicros,
        true,
        transaction.customerId(),
        transaction.terminalId(),
        transaction.eventTimeMicros(),
        reason);
  }
}
