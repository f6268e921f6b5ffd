package io.lakeloop.local;

import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.EventId;
import io.lakeloop.feature.FeatureEngine;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Features of payments that come in the order of time, with the reports among them. Payments of one
 * time are taken in the order of their ids, so that the order of lines in a file does not matter.
 */
final class FeatureReplay {
  private static final Comparator<Payment> BY_ID =
      Comparator.comparing(payment -> EventId.of(payment.transaction().transactionId()));

  private final FeatureEngine engine;
  private final Iterator<Event> events;
  private final Progress progress;
  private final List<Payment> sameTime = new ArrayList<>();

  /** Takes a payment with the values of its features. */
  @FunctionalInterface
  interface Rows {
    void accept(Payment payment, double[] features);
  }

  FeatureReplay(FeatureSet set, Iterator<Event> events, Progress progress) {
    this.engine = new FeatureEngine(set, Duration.ZERO);
    this.events = events;
    this.progress = progress;
  }

  /** Hands over every payment before a time but those whose id was there already. */
  void until(long endMicros, Rows rows) {
    while (events.hasNext()) {
      Event event = events.next();
      if (!sameTime.isEmpty() && event.timeMicros() != sameTime.get(0).timeMicros()) {
        addSameTime(rows);
      }
      if (event instanceof Report report) {
        engine.add(report.report());
      } else if (event instanceof Payment payment) {
        if (payment.timeMicros() >= endMicros) {
          break;
        }
        progress.reached(payment.timeMicros());
        sameTime.add(payment);
      }
    }
    addSameTime(rows);
  }

  private void addSameTime(Rows rows) {
    sameTime.sort(BY_ID);
    for (Payment payment : sameTime) {
      Transaction transaction = payment.transaction();
      double @Nullable [] features = engine.add(transaction);
      if (features != null) {
        rows.accept(payment, features);
      }
    }
    progress.accept(sameTime.size());
    sameTime.clear();
  }
}
