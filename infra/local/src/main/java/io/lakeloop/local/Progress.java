package io.lakeloop.local;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/** Tells every second or two how far a long piece of work has come. */
final class Progress implements LongConsumer {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final PrintWriter out;
  private final String what;
  private final DoubleSupplier doneShare;
  private final long startNanos = System.nanoTime();
  private long lastNanos = startNanos;
  private long reachedMicros = Long.MIN_VALUE;
  private long count;

  /** Progress of something that is counted, such as "records". */
  Progress(PrintWriter out, String what) {
    this(out, what, () -> 0);
  }

  /** Progress of something whose end is known: the share that is done tells the time left. */
  Progress(PrintWriter out, String what, DoubleSupplier doneShare) {
    this.out = out;
    this.what = what;
    this.doneShare = doneShare;
  }

  /** Notes the event time reached. */
  void reached(long eventTimeMicros) {
    reachedMicros = eventTimeMicros;
  }

  /** Adds to the count, and tells it when it has not been told for a while. */
  @Override
  public void accept(long more) {
    count += more;
    long now = System.nanoTime();
    if (now - lastNanos >= INTERVAL_NANOS) {
      lastNanos = now;
      out.println("  … " + this + whereabouts());
      out.flush();
    }
  }

  /** Such as {@code , up to 2026-03-01 17:05, about 12.0 s left}. */
  private String whereabouts() {
    StringBuilder text = new StringBuilder();
    if (reachedMicros != Long.MIN_VALUE) {
      Instant reached = Instant.EPOCH.plus(reachedMicros, ChronoUnit.MICROS);
      text.append(", up to ").append(MINUTES.format(reached));
    }
    double done = doneShare.getAsDouble();
    if (done > 0 && done < 1) {
      Duration left = Duration.ofNanos((long) (elapsed().toNanos() * (1 - done) / done));
      text.append(", about ").append(duration(left)).append(" left");
    }
    return text.toString();
  }

  long count() {
    return count;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  @Override
  public String toString() {
    double seconds = Math.max(1e-3, elapsed().toNanos() / 1e9);
    return String.format(
        Locale.ROOT, "%,d %s in %s, %,.0f/s", count, what, duration(elapsed()), count / seconds);
  }

  /** Such as {@code 3 m 05 s} or {@code 4.2 s}. */
  static String duration(Duration duration) {
    if (duration.toMinutes() >= 60) {
      return "%d h %02d m".formatted(duration.toHours(), duration.toMinutesPart());
    }
    return duration.toMinutes() > 0
        ? "%d m %02d s".formatted(duration.toMinutes(), duration.toSecondsPart())
        : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
