package io.lakeloop.feature;

import io.lakeloop.feature.Labels.Confirmed;
import java.util.Arrays;

/**
 * What is known of a key, as of one of its events: the events before it in the order of time and
 * id, itself, and the reports made up to its time. What calculations look at. Every answer takes
 * constant time, amortized over events that come in order, except where it says otherwise.
 */
final class AsOf {
  private static final int UNKNOWN = -1;

  private final long[] boundaries;
  private final int[] positions;
  private KeyHistory history = new KeyHistory();
  private EventId id = new EventId(0, 0);
  private long timeMicros;
  private long amount;
  private int self;

  /**
   * Looks at nothing yet.
   *
   * @param boundaries the distances in time that will be asked for, in microseconds, positive
   */
  AsOf(long[] boundaries) {
    this.boundaries = boundaries;
    this.positions = new int[boundaries.length];
  }

  /** Turns to an event, which need not be in the history. */
  void turnTo(KeyHistory newHistory, EventId newId, long newTimeMicros, long newAmount) {
    history = newHistory;
    id = newId;
    timeMicros = newTimeMicros;
    amount = newAmount;
    self = newHistory.events().rankPosition(newTimeMicros, newId);
    Arrays.fill(positions, UNKNOWN);
  }

  long timeMicros() {
    return timeMicros;
  }

  /** The event's own amount in minor units. */
  long amount() {
    return amount;
  }

  EventColumns events() {
    return history.events();
  }

  /** The position behind the last event of a window. */
  int to(Window window) {
    return window.delayMicros() == 0 ? self : position(window.delayMicros());
  }

  /** The position of the first event of a window. */
  int from(Window window) {
    return position(window.lookBackMicros());
  }

  private int position(long distance) {
    for (int i = 0; i < boundaries.length; i++) {
      if (boundaries[i] == distance) {
        if (positions[i] == UNKNOWN) {
          positions[i] = history.events().timePosition(timeMicros - distance, history.hints()[i]);
          history.hints()[i] = positions[i];
        }
        return positions[i];
      }
    }
    throw new IllegalStateException("no feature declares a boundary of " + distance + " us");
  }

  int count(Window window) {
    return to(window) - from(window);
  }

  long sum(Window window) {
    return events().sum(from(window), to(window));
  }

  /** Confirmed frauds among the transactions of a window: logarithmic in the key's frauds. */
  int frauds(Window window) {
    Confirmed known = history.labels().knownAt(timeMicros);
    return fraudsUpToEnd(known, window) - known.upTo(timeMicros - window.lookBackMicros());
  }

  private int fraudsUpToEnd(Confirmed known, Window window) {
    return window.delayMicros() == 0
        ? known.upTo(timeMicros, id)
        : known.upTo(timeMicros - window.delayMicros());
  }

  /**
   * How many of a window's last transactions are confirmed frauds without a transaction between
   * that is not: logarithmic in the key's frauds.
   */
  int fraudRun(Window window) {
    Confirmed known = history.labels().knownAt(timeMicros);
    int behindLast = fraudsUpToEnd(known, window);
    int to = to(window);
    int shortest = 0;
    int longest = Math.min(frauds(window), to - from(window));
    // If the run is at least n long, the n-th last fraud is the n-th last transaction, and for a
    // shorter n as well: the largest such n is found by halving.
    while (shortest < longest) {
      int length = (shortest + longest + 1) >>> 1;
      int nth = behindLast - length;
      if (events().isAt(to - length, known.time(nth), known.id(nth))) {
        shortest = length;
      } else {
        longest = length - 1;
      }
    }
    return shortest;
  }
}
