package io.lakeloop.compaction;

import io.lakeloop.compaction.CompactSettings.Selection;
import io.lakeloop.compaction.CompactionPlan.Gain;
import io.lakeloop.compaction.health.Layout;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.actions.SizeBasedFileRewritePlanner;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Plans the compaction of one table with Iceberg's own planner, and leaves out what is open, what
 * is in good health, and what would be the same afterwards.
 */
final class CompactionPlanner {
  private final String name;
  private final Table table;
  private final CompactSettings settings;
  private final Layout.Target target;

  CompactionPlanner(String name, Table table, CompactSettings settings) {
    this.name = name;
    this.table = table;
    this.settings = settings;
    this.target = TableHealth.target(table, settings.execution().targetFileBytes());
  }

  CompactionPlan plan(Instant now) throws IOException {
    if (table.currentSnapshot() == null) {
      return nothing("the table is empty");
    }
    long snapshotId = table.currentSnapshot().snapshotId();
    Selection selection = settings.selection();
    Optional<Expression> filter =
        selection.includeOpen()
            ? Optional.of(Expressions.alwaysTrue())
            : ClosedPartitions.filter(table, selection.maxLateness(), now);
    if (filter.isEmpty()) {
      return nothing("it has no partition by time, so that all of it is open; see --include-open");
    }
    Map<String, Layout> layouts = TableHealth.layouts(table, target, filter.get());
    if (layouts.isEmpty()) {
      return nothing("no partition is closed yet; see --include-open");
    }
    Map<String, List<RewriteFileGroup>> byPartition = new HashMap<>();
    for (RewriteFileGroup group : planned(filter.get(), snapshotId)) {
      String partition = TableHealth.partition(table, group.fileScanTasks().get(0).file());
      Layout layout = layouts.getOrDefault(partition, Layout.NONE);
      boolean isIll = selection.rewriteAll() || layout.score(target) < selection.health();
      if (isIll && isWorthwhile(group)) {
        byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(group);
      }
    }
    List<Gain> gains = new ArrayList<>();
    byPartition.forEach(
        (partition, groups) ->
            gains.add(gain(partition, layouts.getOrDefault(partition, Layout.NONE), groups)));
    if (gains.isEmpty()) {
      return nothing("every closed partition is in good health");
    }
    gains.sort(Comparator.comparingLong(Gain::costSaved).reversed().thenComparing(Gain::partition));
    List<FileGroup> groups = new ArrayList<>();
    for (Gain gain : gains) {
      for (RewriteFileGroup group : byPartition.getOrDefault(gain.partition(), List.of())) {
        groups.add(
            new FileGroup(
                groups.size(),
                group.fileScanTasks(),
                group.outputSpecId(),
                group.inputSplitSize()));
      }
    }
    return new CompactionPlan(name, snapshotId, groups, gains, "");
  }

  private Iterable<RewriteFileGroup> planned(Expression filter, long snapshotId) {
    BinPackRewriteFilePlanner planner =
        new BinPackRewriteFilePlanner(table, filter, snapshotId, true);
    planner.init(
        Map.of(
            SizeBasedFileRewritePlanner.TARGET_FILE_SIZE_BYTES,
            Long.toString(target.fileBytes()),
            SizeBasedFileRewritePlanner.MAX_FILE_GROUP_SIZE_BYTES,
            Long.toString(settings.execution().maxGroupBytes()),
            SizeBasedFileRewritePlanner.MIN_INPUT_FILES,
            "2",
            SizeBasedFileRewritePlanner.REWRITE_ALL,
            Boolean.toString(settings.selection().rewriteAll()),
            BinPackRewriteFilePlanner.DELETE_FILE_THRESHOLD,
            "1",
            RewriteDataFiles.REWRITE_JOB_ORDER,
            "bytes-desc"));
    return planner.plan().groups();
  }

  /** Whether there are fewer files afterwards, or none that is too large, or no deletes. */
  private boolean isWorthwhile(RewriteFileGroup group) {
    return settings.selection().rewriteAll()
        || group.expectedOutputFiles() != group.inputFileNum()
        || group.fileScanTasks().stream().anyMatch(task -> !task.deletes().isEmpty());
  }

  private Gain gain(String partition, Layout before, List<RewriteFileGroup> groups) {
    Layout after = before;
    Set<String> seenDeletes = new HashSet<>();
    for (RewriteFileGroup group : groups) {
      Layout inputs = Layout.NONE;
      for (FileScanTask task : group.fileScanTasks()) {
        int deletes = 0;
        for (DeleteFile delete : task.deletes()) {
          deletes += seenDeletes.add(delete.location()) ? 1 : 0;
        }
        inputs = inputs.plus(TableHealth.layout(task.file(), deletes, target));
      }
      after = after.minus(inputs).plus(inputs.compacted(target));
    }
    return new Gain(partition, before, after, groups.size(), before.score(target));
  }

  private CompactionPlan nothing(String reason) {
    return new CompactionPlan(name, -1, List.of(), List.of(), reason);
  }
}
