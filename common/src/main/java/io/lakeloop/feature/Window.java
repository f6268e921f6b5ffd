package io.lakeloop.feature;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A span of event time before an event at t: {@code (t - delay - length, t - delay]}. Without a
 * delay the event itself and those before it in the order of time and id are in.
 *
 * @param delayMicros how long before the event the window ends, not negative
 * @param lengthMicros its length, positive
 */
public record Window(long delayMicros, long lengthMicros) implements Serializable {
  /** Checks the ranges. */
  public Window {
    if (delayMicros < 0 || lengthMicros <= 0) {
      throw new IllegalArgumentException(
          "window of length %s and delay %s; give a positive length and a delay of 0 or more"
              .formatted(text(lengthMicros), text(delayMicros)));
    }
  }

  /** The last so much time, up to and including the event. */
  public static Window of(Duration length) {
    return delayed(Duration.ZERO, length);
  }

  /** So much time, up to a delay before the event. */
  public static Window delayed(Duration delay, Duration length) {
    return new Window(micros(delay), micros(length));
  }

  private static long micros(Duration duration) {
    return TimeUnit.SECONDS.toMicros(duration.getSeconds())
        + TimeUnit.NANOSECONDS.toMicros(duration.getNano());
  }

  /** How far before the event the window reaches. */
  public long lookBackMicros() {
    return Math.addExact(delayMicros, lengthMicros);
  }

  /** Part of a feature's name, such as {@code 7d} or {@code 7d_delayed_7d}. */
  public String label() {
    return text(lengthMicros) + (delayMicros == 0 ? "" : "_delayed_" + text(delayMicros));
  }

  /** As in a paper, such as {@code (t-14d, t-7d]}. */
  public String notation() {
    return "(t-%s, t%s]"
        .formatted(text(lookBackMicros()), delayMicros == 0 ? "" : "-" + text(delayMicros));
  }

  private static String text(long micros) {
    for (TimeUnit unit :
        new TimeUnit[] {TimeUnit.DAYS, TimeUnit.HOURS, TimeUnit.MINUTES, TimeUnit.SECONDS}) {
      long unitMicros = unit.toMicros(1);
      if (micros != 0 && micros % unitMicros == 0) {
        return micros / unitMicros + unit.name().substring(0, 1).toLowerCase(Locale.ROOT);
      }
    }
    return micros + "us";
  }
}
