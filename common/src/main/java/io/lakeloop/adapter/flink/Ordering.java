package io.lakeloop.adapter.flink;

import java.util.Locale;

/** When an event of a key is worked on, while others of the key may still be on their way. */
public enum Ordering {
  /**
   * When the watermark has passed it, in the order of time and id: the same input gives the same
   * values at any parallelism.
   */
  EVENT_TIME,

  /** At once, with what has arrived. */
  ARRIVAL,

  /** At once when the event is recent, else as {@link #EVENT_TIME}. */
  LIVE;

  /** As it is written in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
