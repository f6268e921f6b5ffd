package io.lakeloop.compaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.accumulators.IntCounter;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.flink.TableLoader;
import org.jspecify.annotations.Nullable;

/**
 * Commits groups as they come in, several at a time, on one task.
 *
 * <p>Input: rewritten groups. No key, no state: what is committed is told from the table, so that a
 * restarted task passes over it. Output: none; how groups ended is in the accumulators.
 */
final class CommitOperator extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<RewrittenGroup, Void>, BoundedOneInput {
  static final String FAILED = "lakeloop.groups-failed";
  static final String ABANDONED = "lakeloop.groups-abandoned";
  static final String CONFLICTS = "lakeloop.conflicts";
  static final String RESTARTS = "lakeloop.restarts";
  static final String PATHS = "lakeloop.paths";
  static final String MESSAGES = "lakeloop.messages";

  private static final long serialVersionUID = 1L;

  private final CompactionRun run;
  private transient @Nullable TableLoader loader;
  private transient @Nullable GroupCommitter committer;
  private transient List<RewrittenGroup> batch = new ArrayList<>();
  private transient Set<Integer> committed = Set.of();

  CommitOperator(CompactionRun run) {
    this.run = run;
  }

  @Override
  public void open() throws Exception {
    super.open();
    batch = new ArrayList<>();
    committed = Set.of();
    TableLoader opened = run.loader();
    opened.open();
    loader = opened;
    try {
      Table table = opened.loadTable();
      committed = CommittedGroups.of(table, run.runId()).ids();
      committer = new GroupCommitter(table, run.runId(), run.snapshotId());
    } catch (NoSuchTableException e) {
      // No task has a table to rewrite either; every group comes in as failed.
      committer = null;
    }
  }

  @Override
  public void processElement(StreamRecord<RewrittenGroup> element) throws Exception {
    RewrittenGroup group = element.getValue();
    if (committed.contains(group.group().id())) {
      return;
    }
    if (committer == null) {
      count(FAILED, 1);
      add(MESSAGES, "the table was dropped");
    } else if (group.failure() != null) {
      committer.fail(group.failure());
    } else {
      batch.add(group);
      if (batch.size() >= run.work().limits().groupsPerCommit()) {
        commit();
      }
    }
  }

  private void commit() throws Exception {
    if (committer != null && !batch.isEmpty()) {
      run.listener().committing(batch.stream().map(group -> group.group().id()).toList());
      committer.commit(batch);
      batch.clear();
    }
  }

  @Override
  public void endInput() throws Exception {
    commit();
    count(RESTARTS, getRuntimeContext().getTaskInfo().getAttemptNumber());
    if (committer != null) {
      count(FAILED, committer.groups().failed());
      count(ABANDONED, committer.groups().abandoned());
      count(CONFLICTS, committer.groups().conflicts());
      add(PATHS, committer.paths());
      add(MESSAGES, committer.message());
    }
  }

  private void count(String name, int number) {
    IntCounter counter = getRuntimeContext().getIntCounter(name);
    counter.add(number);
  }

  private void add(String name, String text) {
    if (!text.isEmpty()) {
      if (getRuntimeContext().getAccumulator(name) == null) {
        getRuntimeContext().addAccumulator(name, new ListAccumulator<String>());
      }
      getRuntimeContext().<String, ArrayList<String>>getAccumulator(name).add(text);
    }
  }

  @Override
  public void close() throws Exception {
    if (loader != null) {
      loader.close();
    }
    super.close();
  }
}
