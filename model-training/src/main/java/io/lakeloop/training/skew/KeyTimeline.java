package io.lakeloop.training.skew;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.feature.EntityKey;
import io.lakeloop.feature.EventId;
import io.lakeloop.feature.Feature;
import io.lakeloop.feature.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * All that was seen of one key, and so why a row's features of that key differ.
 *
 * <p>How it is told that an event arrived after a row was scored:
 *
 * <ul>
 *   <li>By Kafka's offsets where both records are in one partition and the key is the one that
 *       Kafka partitions by (the customer). The detect job reads a partition in order and one task
 *       has the key, so an event in front of the row was known. Exact.
 *   <li>Else by {@code scored_at}: one task scores all of a terminal, one after the other, so an
 *       event that was scored at the same time or later may have been missed. As exact as that
 *       task's clock; a clock that is set back, or another machine's after a restart, can mislead.
 *   <li>An event without a scored row, and every report, by when it was ingested. That is another
 *       job's clock, and an approximation: a report counts as missed also when it was ingested up
 *       to {@code reportDelay} before the row was scored.
 * </ul>
 *
 * <p>Only windows that the feature looks at count. Size: what is given, and 40 bytes an event. Time
 * for a differing row: linear in the events of the key that came out of order.
 */
final class KeyTimeline {
  private final boolean partitionedByKey;
  private final long reportDelayMicros;
  private final List<Ranked> outOfOrder;
  private final List<Ranked> conflicting;
  private final List<ArrivedReport> reports;

  /** A sighting and its place in the order of time and id. */
  private record Ranked(Sighting sighting, EventId id) implements Comparable<Ranked> {
    Ranked(Sighting sighting) {
      this(sighting, EventId.of(sighting.transactionId()));
    }

    long timeMicros() {
      return sighting.eventTimeMicros();
    }

    @Override
    public int compareTo(Ranked other) {
      int byTime = Long.compare(timeMicros(), other.timeMicros());
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }
  }

  /** A report apart from when it arrived; the same again is nothing new. */
  private record Report(String transactionId, long reportedAtMicros, boolean fraud) {}

  /**
   * A key's timeline.
   *
   * @param sightings every transaction of the key, in any order
   * @param reports every report of the key, in any order
   * @param reportDelay how long after a report was ingested the detect job may still not have it
   */
  KeyTimeline(
      EntityKey key, List<Sighting> sightings, List<ArrivedReport> reports, Duration reportDelay) {
    this.partitionedByKey = key == EntityKey.CUSTOMER;
    this.reportDelayMicros = TimeUnit.MILLISECONDS.toMicros(reportDelay.toMillis());
    List<Ranked> ranked = new ArrayList<>(sightings.size());
    sightings.forEach(sighting -> ranked.add(new Ranked(sighting)));
    ranked.sort(Comparator.naturalOrder());
    this.conflicting = ranked.stream().filter(r -> r.sighting().conflicting()).toList();
    this.outOfOrder = outOfOrder(ranked);
    this.reports = firstOfEach(reports);
  }

  /** Events that arrived after one that stands behind them: only these can have been missed. */
  private List<Ranked> outOfOrder(List<Ranked> ranked) {
    List<Ranked> found = new ArrayList<>();
    Map<Integer, Long> firstOffsets = new HashMap<>();
    long firstKnownAt = Long.MAX_VALUE;
    for (int i = ranked.size() - 1; i >= 0; i--) {
      Sighting sighting = ranked.get(i).sighting();
      long firstOffset = firstOffsets.getOrDefault(sighting.partition(), Long.MAX_VALUE);
      boolean overtaken =
          sighting.knownAtMicros() >= firstKnownAt || sighting.offset() > firstOffset;
      if (overtaken && sighting.firstOfId()) {
        found.add(ranked.get(i));
      }
      firstKnownAt = Math.min(firstKnownAt, sighting.knownAtMicros());
      firstOffsets.merge(sighting.partition(), sighting.offset(), Math::min);
    }
    return found;
  }

  private static List<ArrivedReport> firstOfEach(List<ArrivedReport> reports) {
    Map<Report, ArrivedReport> first = new HashMap<>();
    for (ArrivedReport arrived : reports) {
      FraudReport report = arrived.report();
      first.merge(
          new Report(report.transactionId(), report.reportedAtMicros(), report.fraud()),
          arrived,
          (a, b) -> a.ingestedAtMicros() <= b.ingestedAtMicros() ? a : b);
    }
    return List.copyOf(first.values());
  }

  /** Why a feature of this key differs in a row. */
  Cause cause(Sighting row, Feature feature) {
    Ranked self = new Ranked(row);
    for (Ranked event : outOfOrder) {
      boolean earlier = event.compareTo(self) < 0;
      if (earlier && isSeen(feature, event, self) && arrivedAfter(event.sighting(), row)) {
        return Cause.LATE_EVENT;
      }
    }
    if (feature.usesReports() && reports.stream().anyMatch(r -> wasMissed(r, feature, row))) {
      return Cause.LATE_EVENT;
    }
    boolean contradicted = conflicting.stream().anyMatch(event -> isSeen(feature, event, self));
    return contradicted ? Cause.DUPLICATE : Cause.NONE_KNOWN;
  }

  private static boolean isSeen(Feature feature, Ranked event, Ranked row) {
    return event.compareTo(row) <= 0 && isSeen(feature, event.timeMicros(), row.timeMicros());
  }

  private static boolean isSeen(Feature feature, long eventTimeMicros, long rowTimeMicros) {
    for (Window window : feature.windows()) {
      if (eventTimeMicros > rowTimeMicros - window.lookBackMicros()
          && eventTimeMicros <= rowTimeMicros - window.delayMicros()) {
        return true;
      }
    }
    return false;
  }

  private boolean arrivedAfter(Sighting event, Sighting row) {
    if (partitionedByKey && event.partition() == row.partition()) {
      return event.offset() > row.offset();
    }
    return event.knownAtMicros() >= row.knownAtMicros();
  }

  private boolean wasMissed(ArrivedReport arrived, Feature feature, Sighting row) {
    FraudReport report = arrived.report();
    return report.reportedAtMicros() <= row.eventTimeMicros()
        && arrived.ingestedAtMicros() + reportDelayMicros >= row.knownAtMicros()
        && isSeen(feature, report.transactionTimeMicros(), row.eventTimeMicros());
  }
}
