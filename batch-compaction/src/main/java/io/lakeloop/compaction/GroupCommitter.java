package io.lakeloop.compaction;

import io.lakeloop.adapter.iceberg.MaintenanceRun.Groups;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.ImmutableRewriteDataFiles;
import org.apache.iceberg.actions.RewriteDataFilesCommitManager;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits rewritten groups by Iceberg's own commit manager, which checks that since the plan no
 * input was removed and none got a new delete.
 *
 * <p>A batch that does not pass is committed group by group, so that one group does not take the
 * others with it. A group that does not pass alone is given up and its new files are deleted. When
 * other writers were quicker too often, it is given up as well. When the outcome of a commit is not
 * known, the table is asked; if the commit is not there, its files stay, for it may land yet.
 */
final class GroupCommitter {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);

  /** On top of the table's own {@code commit.retry.num-retries} each time. */
  private static final int ATTEMPTS = 3;

  private final Table table;
  private final String runId;
  private final long snapshotId;
  private final Map<String, Integer> paths = new TreeMap<>();
  private final List<String> messages = new ArrayList<>();
  private int rewritten;
  private int failed;
  private int abandoned;
  private int conflicts;

  /**
   * A committer of one run.
   *
   * @param snapshotId the snapshot that the groups were planned at
   */
  GroupCommitter(Table table, String runId, long snapshotId) {
    this.table = table;
    this.runId = runId;
    this.snapshotId = snapshotId;
  }

  /** How many groups ended in which way. */
  Groups groups() {
    return new Groups(rewritten, failed, abandoned, conflicts);
  }

  /** How the committed groups were rewritten, such as {@code merge-columns 4, rows 1}. */
  String paths() {
    return paths.entrySet().stream()
        .map(path -> path.getKey() + " " + path.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Why groups failed or were given up, each reason once. */
  String message() {
    return messages.stream().distinct().collect(Collectors.joining("; "));
  }

  /** Counts a group that no task could rewrite. */
  void fail(String reason) {
    failed++;
    messages.add(reason);
  }

  /** Commits groups together, or as many of them as can be. */
  void commit(List<RewrittenGroup> batch) {
    if (batch.isEmpty()) {
      return;
    }
    String problem = attempt(batch);
    if (problem == null) {
      for (RewrittenGroup group : batch) {
        rewritten++;
        paths.merge(group.path(), 1, Integer::sum);
      }
    } else if (batch.size() > 1 && !problem.isEmpty()) {
      batch.forEach(group -> commit(List.of(group)));
    } else {
      batch.forEach(group -> giveUp(group, problem));
    }
  }

  private void giveUp(RewrittenGroup group, String problem) {
    abandoned++;
    messages.add(problem.isEmpty() ? UNKNOWN : problem);
    LOG.info("Group {} is given up: {}", group.group().id(), problem);
    if (!problem.isEmpty()) {
      manager(Set.of()).abortFileGroup(asIceberg(group));
    }
  }

  private static final String UNKNOWN =
      "the outcome of a commit is not known; its new files are left for orphan removal";

  /**
   * Tries to commit.
   *
   * @return null when it is committed, else why not; empty when that is not known
   */
  private @Nullable String attempt(List<RewrittenGroup> batch) {
    Set<Integer> ids = batch.stream().map(g -> g.group().id()).collect(Collectors.toSet());
    Set<RewriteFileGroup> groups =
        batch.stream().map(GroupCommitter::asIceberg).collect(Collectors.toSet());
    String problem = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        table.refresh();
        if (table.snapshot(snapshotId) == null) {
          return "the snapshot that was compacted has expired";
        }
        manager(ids).commitFileGroups(groups);
        return null;
      } catch (ValidationException e) {
        if (isCommitted(ids)) {
          return null;
        }
        conflicts++;
        return "the table changed under it: " + e.getMessage();
      } catch (NoSuchTableException e) {
        return "the table was dropped";
      } catch (NotFoundException e) {
        return "the table was dropped, or its metadata is gone: " + e.getMessage();
      } catch (CommitFailedException e) {
        conflicts++;
        problem = "other writers were quicker too often: " + e.getMessage();
      } catch (CommitStateUnknownException e) {
        LOG.warn("The outcome of a commit is not known", e);
        return isCommitted(ids) ? null : "";
      }
    }
    return isCommitted(ids) ? null : problem;
  }

  /**
   * Whether a commit that seemed to fail has landed: a client that sends a request again is told of
   * a conflict with its own first one.
   */
  private boolean isCommitted(Set<Integer> ids) {
    table.refresh();
    return CommittedGroups.of(table, runId).ids().containsAll(ids);
  }

  private RewriteDataFilesCommitManager manager(Set<Integer> ids) {
    return new RewriteDataFilesCommitManager(
        table, snapshotId, true, CommittedGroups.summary(runId, ids));
  }

  private static RewriteFileGroup asIceberg(RewrittenGroup rewritten) {
    FileGroup group = rewritten.group();
    RewriteFileGroup iceberg =
        new ReplacedGroup(
            ImmutableRewriteDataFiles.FileGroupInfo.builder()
                .globalIndex(group.id())
                .partitionIndex(group.id())
                .partition(GenericRecord.create(Types.StructType.of()))
                .build(),
            group);
    iceberg.setOutputFiles(new HashSet<DataFile>(rewritten.files()));
    return iceberg;
  }
}
