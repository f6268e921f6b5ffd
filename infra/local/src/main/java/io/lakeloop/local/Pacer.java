package io.lakeloop.local;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets event time pass at a given speed. */
final class Pacer {
  private final double speedup;
  private long firstEventMicros = Long.MIN_VALUE;
  private long startNanos;

  /** A pacer; infinity lets everything pass at once, 1 is real time. */
  Pacer(double speedup) {
    if (!(speedup > 0)) {
      throw new IllegalArgumentException(
          "speedup is " + speedup + "; give a positive number or 'max'");
    }
    this.speedup = speedup;
  }

  /** A pacer on the clock of a start; events before it pass at once. */
  Pacer(double speedup, Instant start) {
    this(speedup);
    firstEventMicros = ChronoUnit.MICROS.between(Instant.EPOCH, start);
    startNanos = System.nanoTime();
  }

  /** Parses {@code max} or a factor such as {@code 3600}. */
  static Pacer parse(String speedup) {
    if (speedup.equals("max")) {
      return new Pacer(Double.POSITIVE_INFINITY);
    }
    try {
      return new Pacer(Double.parseDouble(speedup));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "speedup is '%s'; give a positive number or 'max'".formatted(speedup), e);
    }
  }

  /** Waits until an event's time has come. */
  void await(long eventMicros) {
    if (Double.isInfinite(speedup)) {
      return;
    }
    if (firstEventMicros == Long.MIN_VALUE) {
      firstEventMicros = eventMicros;
      startNanos = System.nanoTime();
    }
    long due = startNanos + (long) ((eventMicros - firstEventMicros) * 1000 / speedup);
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }
}
