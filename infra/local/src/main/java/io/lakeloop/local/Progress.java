package io.lakeloop.local;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Tells every second or two how far a long piece of work has come. */
final class Progress implements LongConsumer {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

  private final PrintWriter out;
  private final String what;
  private final long startNanos = System.nanoTime();
  private long lastNanos = startNanos;
  private long count;

  /** Progress of something that is counted, such as "records sent". */
  Progress(PrintWriter out, String what) {
    this.out = out;
    this.what = what;
  }

  /** Adds to the count, and tells it when it has not been told for a while. */
  @Override
  public void accept(long more) {
    count += more;
    long now = System.nanoTime();
    if (now - lastNanos >= INTERVAL_NANOS) {
      lastNanos = now;
      out.println("  … " + this);
      out.flush();
    }
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
