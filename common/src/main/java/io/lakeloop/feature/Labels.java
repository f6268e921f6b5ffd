package io.lakeloop.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fraud reports of one key. A report counts from its own time on, and only when its transaction
 * is known; of several reports on one transaction the latest known holds, and of two made at the
 * same time the one that says fraud.
 */
final class Labels {
  private static final Comparator<Label> ORDER =
      Comparator.comparingLong(Label::eventTimeMicros)
          .thenComparing(Label::id)
          .thenComparingLong(Label::reportedAtMicros)
          .thenComparing(Label::fraud);

  private final List<Label> labels = new ArrayList<>();
  private Confirmed latest = new Confirmed(List.of());
  private long lastReportMicros = Long.MIN_VALUE;
  private int waiting;
  private boolean stale;

  /**
   * One report.
   *
   * @param eventTimeMicros time of the transaction: the report's word until the transaction is
   *     known, then the transaction's own
   * @param matched whether the transaction is known
   */
  record Label(
      EventId id, long eventTimeMicros, boolean matched, long reportedAtMicros, boolean fraud) {}

  /** Transactions confirmed as fraud, by time and id. */
  static final class Confirmed {
    private final long[] times;
    private final EventId[] ids;

    private Confirmed(List<Label> frauds) {
      times = frauds.stream().mapToLong(Label::eventTimeMicros).toArray();
      ids = frauds.stream().map(Label::id).toArray(EventId[]::new);
    }

    long time(int index) {
      return times[index];
    }

    EventId id(int index) {
      return ids[index];
    }

    /** How many are of up to a time. */
    int upTo(long lastTime) {
      int found = Arrays.binarySearch(times, lastTime);
      int count = found < 0 ? -found - 1 : found + 1;
      while (count < times.length && times[count] == lastTime) {
        count++;
      }
      return count;
    }

    /** How many do not stand behind the given time and id. */
    int upTo(long lastTime, EventId lastId) {
      int count = upTo(lastTime);
      while (count > 0 && times[count - 1] == lastTime && ids[count - 1].compareTo(lastId) > 0) {
        count--;
      }
      return count;
    }
  }

  List<Label> all() {
    return labels;
  }

  void add(Label label) {
    int found = Collections.binarySearch(labels, label, ORDER);
    if (found >= 0) {
      return;
    }
    labels.add(-found - 1, label);
    lastReportMicros = Math.max(lastReportMicros, label.reportedAtMicros());
    waiting += label.matched() ? 0 : 1;
    stale = true;
  }

  /** Takes over that a transaction is known, and at what time it really was. */
  void match(EventId id, long eventTimeMicros) {
    if (waiting > 0) {
      move(id, eventTimeMicros, false);
    }
  }

  /** Takes over that a known transaction turned out to be of another time. */
  void moved(EventId id, long eventTimeMicros) {
    move(id, eventTimeMicros, true);
  }

  private void move(EventId id, long eventTimeMicros, boolean matched) {
    List<Label> found =
        labels.stream().filter(l -> l.matched() == matched && l.id().equals(id)).toList();
    labels.removeAll(found);
    waiting -= matched ? 0 : found.size();
    for (Label label : found) {
      add(new Label(id, eventTimeMicros, true, label.reportedAtMicros(), label.fraud()));
    }
  }

  /** Forgets the reports on transactions of up to a time. */
  void dropUpTo(long lastTime) {
    if (!labels.isEmpty() && labels.get(0).eventTimeMicros() <= lastTime) {
      labels.removeIf(label -> label.eventTimeMicros() <= lastTime);
      waiting = (int) labels.stream().filter(label -> !label.matched()).count();
      stale = true;
    }
  }

  /** The frauds known at a time. As time goes on, the answer is kept until a report comes. */
  Confirmed knownAt(long timeMicros) {
    if (timeMicros < lastReportMicros) {
      return confirmed(timeMicros);
    }
    if (stale) {
      latest = confirmed(Long.MAX_VALUE);
      stale = false;
    }
    return latest;
  }

  private Confirmed confirmed(long timeMicros) {
    List<Label> frauds = new ArrayList<>();
    @Nullable Label last = null;
    for (Label label : labels) {
      if (!label.matched() || label.reportedAtMicros() > timeMicros) {
        continue;
      }
      if (last != null && !last.id().equals(label.id()) && last.fraud()) {
        frauds.add(last);
      }
      last = label;
    }
    if (last != null && last.fraud()) {
      frauds.add(last);
    }
    return new Confirmed(frauds);
  }
}
