package io.lakeloop.ingest.audit;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Consecutive offsets.
 *
 * @param first the first of them
 * @param last the last of them
 */
public record OffsetRange(long first, long last) {
  private static final int MAX_SHOWN = 5;

  /** How many offsets. */
  public long count() {
    return last - first + 1;
  }

  /** How many offsets several ranges hold together. */
  static long total(List<OffsetRange> ranges) {
    return ranges.stream().mapToLong(OffsetRange::count).sum();
  }

  /** The first few of many ranges, for people. */
  static String describe(List<OffsetRange> ranges) {
    String shown =
        ranges.stream()
            .limit(MAX_SHOWN)
            .map(OffsetRange::toString)
            .collect(Collectors.joining(", "));
    return ranges.size() > MAX_SHOWN
        ? shown + " and " + (ranges.size() - MAX_SHOWN) + " more ranges"
        : shown;
  }

  @Override
  public String toString() {
    return first == last ? Long.toString(first) : first + "–" + last;
  }
}
