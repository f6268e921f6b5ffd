package io.lakeloop.adapter.iceberg;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * How far a table of {@link HistoryTables} has come. It is kept in the summary of the snapshot that
 * brought the rows, so the two cannot disagree; later snapshots, such as a compaction's, leave it
 * in force.
 *
 * @param runId names the run that wrote
 * @param closedUntilDay the first day that history does not hold, in days since 1970
 * @param snapshots by source table, the snapshot up to which it has been processed
 */
public record HistoryProgress(String runId, int closedUntilDay, Map<String, Long> snapshots) {
  private static final String PREFIX = "lakeloop.history.";
  private static final String RUN = PREFIX + "run";
  private static final String CLOSED_UNTIL_DAY = PREFIX + "closed-until-day";
  private static final String SNAPSHOT = PREFIX + "snapshot.";

  /** Copies the map, in the order of names. */
  public HistoryProgress {
    snapshots = Collections.unmodifiableMap(new TreeMap<>(snapshots));
  }

  /** The progress that a table's rows stand for; empty when no run has written them. */
  public static Optional<HistoryProgress> of(Table table) {
    return snapshotOf(table).map(snapshot -> read(snapshot.summary()));
  }

  /** The snapshot that holds a table's progress: it must outlive the older ones. */
  public static Optional<Snapshot> snapshotOf(Table table) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (snapshot.summary() != null && snapshot.summary().containsKey(RUN)) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  private static HistoryProgress read(Map<String, String> summary) {
    Map<String, Long> snapshots = new TreeMap<>();
    summary.forEach(
        (key, value) -> {
          if (key.startsWith(SNAPSHOT)) {
            snapshots.put(key.substring(SNAPSHOT.length()), Long.valueOf(value));
          }
        });
    return new HistoryProgress(
        summary.getOrDefault(RUN, ""),
        Integer.parseInt(summary.getOrDefault(CLOSED_UNTIL_DAY, "0")),
        snapshots);
  }

  /** What the snapshot's summary says of it. */
  public Map<String, String> summary() {
    Map<String, String> summary = new TreeMap<>();
    summary.put(RUN, runId);
    summary.put(CLOSED_UNTIL_DAY, Integer.toString(closedUntilDay));
    snapshots.forEach((table, id) -> summary.put(SNAPSHOT + table, Long.toString(id)));
    return summary;
  }
}
