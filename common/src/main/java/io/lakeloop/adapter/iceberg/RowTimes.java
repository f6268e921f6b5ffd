package io.lakeloop.adapter.iceberg;

import org.apache.flink.table.data.TimestampData;

/** Times as rows hold them, and as everything else does: microseconds since 1970, UTC. */
public final class RowTimes {
  private RowTimes() {}

  /** A row's time in microseconds; what is finer is cut off. */
  public static long micros(TimestampData time) {
    return time.getMillisecond() * 1000 + time.getNanoOfMillisecond() / 1000;
  }

  /** Microseconds as a row's time. */
  public static TimestampData ofMicros(long micros) {
    return TimestampData.fromEpochMillis(
        Math.floorDiv(micros, 1000L), Math.floorMod(micros, 1000) * 1000);
  }
}
