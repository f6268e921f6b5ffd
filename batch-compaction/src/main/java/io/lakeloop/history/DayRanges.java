package io.lakeloop.history;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A set of days, UTC, as ranges.
 *
 * @param ranges in order, apart from each other
 */
record DayRanges(List<Range> ranges) implements Serializable {
  private static final long DAY_MICROS = 86_400_000_000L;

  /** The first day that has microseconds. */
  static final int FIRST = dayOf(Long.MIN_VALUE) + 1;

  /**
   * A range of days.
   *
   * @param from the first day, in days since 1970
   * @param to the day after the last one
   */
  record Range(int from, int to) implements Serializable {
    long fromMicros() {
      return from * DAY_MICROS;
    }

    long toMicros() {
      return to * DAY_MICROS;
    }
  }

  DayRanges {
    ranges = List.copyOf(ranges);
  }

  /** The days from one on, up to another, exclusive; none when that is not later. */
  static DayRanges between(int from, int to) {
    return new DayRanges(from < to ? List.of(new Range(from, to)) : List.of());
  }

  /** The given days. */
  static DayRanges of(Collection<Integer> days) {
    SortedSet<Integer> sorted = new TreeSet<>(days);
    List<Range> ranges = new ArrayList<>();
    for (int day : sorted) {
      int last = ranges.size() - 1;
      if (last >= 0 && ranges.get(last).to() == day) {
        ranges.set(last, new Range(ranges.get(last).from(), day + 1));
      } else {
        ranges.add(new Range(day, day + 1));
      }
    }
    return new DayRanges(ranges);
  }

  /** The day of a time in microseconds since 1970. */
  static int dayOf(long micros) {
    return (int) Math.floorDiv(micros, DAY_MICROS);
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** How many days they are. */
  long days() {
    return ranges.stream().mapToLong(range -> (long) range.to() - range.from()).sum();
  }

  /** Whether a day is among them. */
  boolean contains(int day) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Range range = ranges.get(middle);
      if (day < range.from()) {
        high = middle - 1;
      } else if (day >= range.to()) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** The days of both. */
  DayRanges plus(DayRanges other) {
    List<Range> sorted = new ArrayList<>(ranges);
    sorted.addAll(other.ranges);
    sorted.sort(Comparator.comparingInt(Range::from));
    List<Range> merged = new ArrayList<>();
    for (Range range : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).to() >= range.from()) {
        merged.set(
            last, new Range(merged.get(last).from(), Math.max(merged.get(last).to(), range.to())));
      } else {
        merged.add(range);
      }
    }
    return new DayRanges(merged);
  }

  /**
   * The same days and, where these would be more ranges than a limit, days in between: the
   * narrowest gaps are closed.
   */
  DayRanges widenedTo(int limit) {
    if (ranges.size() <= limit) {
      return this;
    }
    List<Integer> byGap = new ArrayList<>();
    for (int i = 1; i < ranges.size(); i++) {
      byGap.add(i);
    }
    byGap.sort(Comparator.comparingInt(i -> ranges.get(i).from() - ranges.get(i - 1).to()));
    List<Range> gaps = new ArrayList<>();
    for (int i : byGap.subList(0, ranges.size() - limit)) {
      gaps.add(new Range(ranges.get(i - 1).to(), ranges.get(i).from()));
    }
    gaps.sort(Comparator.comparingInt(Range::from));
    return plus(new DayRanges(gaps));
  }
}
