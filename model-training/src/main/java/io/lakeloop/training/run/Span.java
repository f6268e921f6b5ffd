package io.lakeloop.training.run;

import java.time.LocalDate;

/**
 * Whole days of event time, UTC.
 *
 * @param fromEpochDay first day, days since 1970
 * @param toEpochDay the day behind the last one
 */
public record Span(int fromEpochDay, int toEpochDay) {
  /** How many days; 0 when there is none. */
  public int days() {
    return Math.max(0, toEpochDay - fromEpochDay);
  }

  /** Whether a day is one of them. */
  public boolean contains(int epochDay) {
    return epochDay >= fromEpochDay && epochDay < toEpochDay;
  }

  @Override
  public String toString() {
    return "%s to %s"
        .formatted(LocalDate.ofEpochDay(fromEpochDay), LocalDate.ofEpochDay(toEpochDay - 1L));
  }
}
