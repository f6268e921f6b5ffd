package io.lakeloop.compaction;

import io.lakeloop.adapter.iceberg.MaintenanceRun.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Which groups of a run are committed, told from the table alone: every commit of a run names the
 * run and its groups in the snapshot's summary. So a task that starts again knows what is done, and
 * a commit whose outcome was not known is found.
 *
 * @param ids of the groups
 * @param before the files that were replaced
 * @param after the files that took their place
 */
record CommittedGroups(Set<Integer> ids, Files before, Files after) {
  private static final String RUN = "lakeloop.compaction.run";
  private static final String GROUPS = "lakeloop.compaction.groups";

  /** What the summary of a commit says. */
  static Map<String, String> summary(String runId, Set<Integer> groups) {
    return Map.of(
        RUN,
        runId,
        GROUPS,
        groups.stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
  }

  static boolean isOf(Snapshot snapshot, String runId) {
    return runId.equals(snapshot.summary().get(RUN));
  }

  /** Reads what is committed of a run. */
  static CommittedGroups of(Table table, String runId) {
    Set<Integer> ids = new TreeSet<>();
    Files before = Files.NONE;
    Files after = Files.NONE;
    for (Snapshot snapshot : table.snapshots()) {
      if (!isOf(snapshot, runId)) {
        continue;
      }
      Map<String, String> summary = snapshot.summary();
      for (String id : summary.getOrDefault(GROUPS, "").split(",", -1)) {
        ids.add(Integer.valueOf(id));
      }
      before =
          before.plus(
              files(
                  summary,
                  SnapshotSummary.DELETED_FILES_PROP,
                  SnapshotSummary.REMOVED_FILE_SIZE_PROP));
      after =
          after.plus(
              files(
                  summary, SnapshotSummary.ADDED_FILES_PROP, SnapshotSummary.ADDED_FILE_SIZE_PROP));
    }
    return new CommittedGroups(ids, before, after);
  }

  private static Files files(Map<String, String> summary, String count, String bytes) {
    return new Files(
        PropertyUtil.propertyAsLong(summary, count, 0),
        PropertyUtil.propertyAsLong(summary, bytes, 0));
  }
}
