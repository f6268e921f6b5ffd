package io.lakeloop.compaction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files of a run whose tasks were killed: each has the run's id in its name and is in no snapshot.
 */
final class LeftoverFiles {
  private LeftoverFiles() {}

  /**
   * Deletes them. Only for a run whose groups are all committed: else a commit may still be on its
   * way.
   *
   * @return how many there were
   */
  static int delete(Table table, String runId) throws IOException {
    if (!(table.io() instanceof SupportsPrefixOperations storage)) {
      return 0;
    }
    List<String> written = new ArrayList<>();
    for (FileInfo file : storage.listPrefix(table.location() + "/data/")) {
      if (file.location().contains(runId)) {
        written.add(file.location());
      }
    }
    if (written.isEmpty()) {
      return 0;
    }
    table.refresh();
    Set<String> live = new HashSet<>();
    addFiles(table.newScan(), live);
    for (Snapshot snapshot : table.snapshots()) {
      if (CommittedGroups.isOf(snapshot, runId)) {
        addFiles(table.newScan().useSnapshot(snapshot.snapshotId()), live);
      }
    }
    written.removeAll(live);
    written.forEach(table.io()::deleteFile);
    return written.size();
  }

  private static void addFiles(TableScan scan, Set<String> locations) throws IOException {
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      tasks.forEach(task -> locations.add(task.file().location()));
    }
  }
}
