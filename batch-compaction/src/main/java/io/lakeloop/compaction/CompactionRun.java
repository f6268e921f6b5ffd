package io.lakeloop.compaction;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.compaction.CompactSettings.Arrangement;
import io.lakeloop.compaction.CompactSettings.Execution;
import java.io.Serializable;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.TableLoader;

/**
 * What the tasks of one table's compaction know. They load the table themselves, so that no secret
 * travels with the job.
 *
 * @param runId part of the name of every new file, and of the summary of every commit
 * @param table qualified name
 * @param snapshotId the snapshot that the plan is of
 */
record CompactionRun(
    String runId,
    LakeSettings lake,
    String table,
    long snapshotId,
    Work work,
    StageListener listener)
    implements Serializable {

  /** How groups are rewritten; the lists of settings, in a form that travels. */
  record Work(Strategy strategy, java.util.ArrayList<String> columns, Limits limits)
      implements Serializable {
    static Work of(Arrangement arrangement, Execution execution) {
      return new Work(
          arrangement.strategy(),
          new java.util.ArrayList<>(arrangement.columns()),
          new Limits(
              execution.groupsPerCommit(), execution.sortMemoryBytes(), execution.mergeThreads()));
    }

    Arrangement arrangement() {
      return new Arrangement(strategy, columns);
    }
  }

  /** See {@link Execution}. */
  record Limits(int groupsPerCommit, long sortMemoryBytes, int mergeThreads)
      implements Serializable {}

  TableLoader loader() {
    return TableLoader.fromCatalog(new LakeCatalogLoader(lake), TableIdentifier.parse(table));
  }
}
