package io.lakeloop.maintenance;

import io.lakeloop.adapter.iceberg.HistoryProgress;
import io.lakeloop.adapter.iceberg.HistoryTables;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.model.ModelEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The snapshots of a table that something beside its age keeps.
 *
 * <p>Two kinds. Some readers walk from the current snapshot back to one that they know, parent by
 * parent, so that one and all after it must stay:
 *
 * <ul>
 *   <li>Iceberg's sink, when a checkpoint or savepoint is restored. It walks back to the newest
 *       snapshot that names the job and operator of what is still to be committed, and takes from
 *       it the last checkpoint that was committed. Without that snapshot it commits everything
 *       again. Older commits of the same job are not looked at.
 *   <li>The history job, back to the snapshot that its last commit stands for; and in its own
 *       tables, to that commit.
 * </ul>
 *
 * <p>Others read one snapshot by its id: a training run that is done again. Tags and branches are
 * Iceberg's to keep.
 *
 * @param back by reason, the oldest snapshot that is walked back to
 * @param single by snapshot id, why it is read by itself
 */
record NeededSnapshots(Map<String, Snapshot> back, Map<Long, String> single) {
  private static final String JOB = "flink.job-id";
  private static final String OPERATOR = "flink.operator-id";
  private static final String CHECKPOINT = "flink.max-committed-checkpoint-id";

  /**
   * Who may need what.
   *
   * @param savepointsSinceMillis a job whose last commit is older is not restored any more, unless
   *     it is the last that committed
   * @param trainingSinceMicros models that were registered before need their snapshots no more
   */
  record Horizon(long savepointsSinceMillis, long trainingSinceMicros) {}

  NeededSnapshots {
    back = Map.copyOf(back);
    single = Map.copyOf(single);
  }

  /**
   * Asks everyone.
   *
   * @param name the table's qualified name
   * @param events of models
   */
  static NeededSnapshots of(
      Catalog catalog, String name, Table table, List<ModelEvent> events, Horizon horizon) {
    Map<String, Snapshot> back = new TreeMap<>(ofJobs(table, horizon));
    for (LakeTable history : HistoryTables.ALL) {
      if (!catalog.tableExists(history.identifier())) {
        continue;
      }
      Table historyTable = catalog.loadTable(history.identifier());
      if (history.name().equals(name)) {
        HistoryProgress.snapshotOf(table)
            .ifPresent(snapshot -> back.put("the history job's last commit", snapshot));
      }
      HistoryProgress.of(historyTable)
          .map(progress -> progress.snapshots().get(name))
          .flatMap(id -> Optional.ofNullable(table.snapshot(id)))
          .ifPresent(snapshot -> back.put("the next run for " + history.name(), snapshot));
    }
    Map<Long, String> single = new TreeMap<>();
    for (ModelEvent event : events) {
      Long id =
          event.registration() == null ? null : event.registration().trainingSnapshots().get(name);
      if (id != null
          && event.recordedAtMicros() >= horizon.trainingSinceMicros()
          && table.snapshot(id) != null) {
        single.put(id, "training of model " + event.modelVersion());
      }
    }
    return new NeededSnapshots(back, single);
  }

  private static Map<String, Snapshot> ofJobs(Table table, Horizon horizon) {
    Map<String, Snapshot> newest = new TreeMap<>();
    Set<List<String>> seen = new HashSet<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      Map<String, String> summary = snapshot.summary();
      if (summary == null || !summary.containsKey(CHECKPOINT)) {
        continue;
      }
      String job = summary.getOrDefault(JOB, "");
      boolean first = seen.add(List.of(job, summary.getOrDefault(OPERATOR, "")));
      boolean mayBeRestored =
          seen.size() == 1 || snapshot.timestampMillis() >= horizon.savepointsSinceMillis();
      if (first && mayBeRestored) {
        newest.put(
            "restoring Flink job %s, operator %s"
                .formatted(job, summary.getOrDefault(OPERATOR, "any")),
            snapshot);
      }
    }
    return newest;
  }

  /**
   * The time from which on every snapshot stays, in milliseconds since 1970: that of the oldest one
   * between the current snapshot and those that are walked back to. Empty when none is.
   */
  OptionalLong keptSinceMillis(Table table) {
    Set<Long> ends = new HashSet<>();
    back.values().forEach(snapshot -> ends.add(snapshot.snapshotId()));
    List<Long> times = new ArrayList<>();
    long oldest = Long.MAX_VALUE;
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      oldest = Math.min(oldest, snapshot.timestampMillis());
      if (ends.remove(snapshot.snapshotId())) {
        times.add(oldest);
      }
    }
    return times.stream().mapToLong(Long::longValue).min();
  }
}
