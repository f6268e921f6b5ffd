package io.lakeloop.compaction;

import io.lakeloop.compaction.merge.FastMerge;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.util.Collector;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.io.OutputFileFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a group's new files; commits nothing.
 *
 * <p>Input: planned groups. No key, no state. Output: the group with its new files, or with the
 * reason why there are none; then what was written is deleted. Groups that an earlier attempt of
 * the job has committed are dropped.
 */
final class RewriteFunction extends RichFlatMapFunction<FileGroup, RewrittenGroup> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RewriteFunction.class);
  private static final int ATTEMPTS = 2;

  private final CompactionRun run;
  private transient @Nullable TableLoader loader;
  private transient @Nullable Table table;
  private transient Set<Integer> committed = Set.of();

  RewriteFunction(CompactionRun run) {
    this.run = run;
  }

  @Override
  public void open(OpenContext context) {
    TableLoader opened = run.loader();
    opened.open();
    loader = opened;
    try {
      Table loaded = opened.loadTable();
      table = loaded;
      committed = CommittedGroups.of(loaded, run.runId()).ids();
    } catch (NoSuchTableException e) {
      // Each group will say so.
      table = null;
    }
  }

  @Override
  public void flatMap(FileGroup group, Collector<RewrittenGroup> out) throws Exception {
    if (committed.contains(group.id())) {
      return;
    }
    if (table == null) {
      out.collect(failed(group, "the table was dropped"));
      return;
    }
    String reason = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      WrittenFiles written = new WrittenFiles(table);
      try {
        run.listener().rewriting(group.id());
        out.collect(rewrite(table, group, attempt, written));
        return;
      } catch (InterruptedException | CancellationException e) {
        throw e;
      } catch (Exception e) {
        // One group's misfortune: the table keeps its old files, and the others go on.
        written.delete();
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LOG.warn("Group {} of {} was not rewritten", group.id(), run.table(), e);
        reason = e.toString();
      }
    }
    out.collect(failed(group, reason));
  }

  private RewrittenGroup rewrite(Table into, FileGroup group, int attempt, WrittenFiles written)
      throws Exception {
    OutputFileFactory outputs =
        OutputFileFactory.builderFor(into, group.id(), taskId(attempt))
            .defaultSpec(Objects.requireNonNull(into.specs().get(group.specId())))
            .operationId(run.runId())
            .format(RowRewrite.format(into))
            .ioSupplier(() -> written)
            .build();
    if (run.work().strategy() == Strategy.BIN_PACK
        && group.files().stream().allMatch(file -> file.spec().specId() == group.specId())) {
      FastMerge.Choice choice = FastMerge.choose(into, group.files());
      LOG.info("Group {} of {}: {}", group.id(), run.table(), choice);
      if (choice.path() != FastMerge.Path.ROWS) {
        List<DataFile> files =
            FastMerge.merge(
                into,
                group.files(),
                choice,
                outputs,
                new FastMerge.Limits(group.fileBytes(), run.work().limits().mergeThreads()));
        return new RewrittenGroup(group, files, text(choice.path()), null);
      }
    }
    RowRewrite rows =
        new RowRewrite(
            into,
            RowOrder.of(into, run.work().arrangement()),
            run.work().limits().sortMemoryBytes(),
            temporaryDirectory());
    return new RewrittenGroup(group, rows.rewrite(group, outputs), text(FastMerge.Path.ROWS), null);
  }

  /** Never the same for two attempts, be they the task's own or Flink's. */
  private long taskId(int attempt) {
    return (long) getRuntimeContext().getTaskInfo().getAttemptNumber() * ATTEMPTS + attempt;
  }

  private Path temporaryDirectory() {
    String[] directories =
        ConfigurationUtils.splitPaths(System.getProperty("java.io.tmpdir", File.separator));
    return Path.of(directories[0]);
  }

  private static String text(FastMerge.Path path) {
    return path.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static RewrittenGroup failed(FileGroup group, String reason) {
    return new RewrittenGroup(group, List.of(), "", reason);
  }

  @Override
  public void close() throws Exception {
    if (loader != null) {
      loader.close();
    }
  }
}
