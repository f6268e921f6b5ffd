package io.lakeloop.compaction;

import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.iceberg.MaintenanceRun;
import io.lakeloop.adapter.iceberg.MaintenanceRun.Files;
import io.lakeloop.adapter.iceberg.MaintenanceRun.Groups;
import io.lakeloop.adapter.iceberg.MaintenanceRun.Outcome;
import io.lakeloop.adapter.iceberg.MaintenanceRunLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;

/** Compacts tables one by one: plans, runs the Flink job, watches it, and logs what came of it. */
final class TableCompaction {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);
  private static final int RESTARTS = 3;

  private final CompactSettings settings;
  private final String runId;
  private final JobStarter starter;
  private final Consumer<String> progress;
  private final StageListener listener;

  /** Starts the Flink job that carries out a plan. */
  @FunctionalInterface
  interface JobStarter {
    JobClient start(CompactionRun run, CompactionPlan plan) throws Exception;
  }

  TableCompaction(
      CompactSettings settings,
      String runId,
      JobStarter starter,
      Consumer<String> progress,
      StageListener listener) {
    this.settings = settings;
    this.runId = runId;
    this.starter = starter;
    this.progress = progress;
    this.listener = listener;
  }

  /** What the job needs of Flink; a lost task is tried again unless the user says otherwise. */
  static Configuration defaults(ReadableConfig given) {
    Configuration defaults = JobDefaults.batch();
    if (given.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isEmpty()) {
      defaults.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
      defaults.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
      defaults.set(
          RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
    }
    return defaults;
  }

  /**
   * Compacts one table.
   *
   * @throws IOException when it failed; it is in the log then
   */
  void compact(RESTCatalog catalog, TableIdentifier name, CompactReport report)
      throws IOException, InterruptedException {
    Instant startedAt = Instant.now();
    Ending ending;
    try {
      Table table = catalog.loadTable(name);
      CompactionPlan plan = new CompactionPlanner(name.toString(), table, settings).plan(startedAt);
      report.add(plan);
      if (settings.dryRun()) {
        return;
      }
      progress.accept(plan.toText());
      ending =
          plan.isEmpty()
              ? Ending.without(Outcome.NOTHING_TO_DO, plan.reason())
              : carryOut(plan, table);
    } catch (NoSuchTableException e) {
      ending = Ending.without(Outcome.ABANDONED, "the table was dropped");
    }
    MaintenanceRun run =
        new MaintenanceRun(
            runId,
            "compact",
            name.toString(),
            startedAt,
            Duration.between(startedAt, Instant.now()),
            ending.outcome(),
            ending.message(),
            ending.path().isEmpty() ? null : ending.path(),
            ending.before(),
            ending.after(),
            ending.groups());
    report.add(run);
    MaintenanceRunLog.open(catalog, settings.lake()).add(run);
    if (ending.failure() != null) {
      throw new IOException("compaction of " + name + " failed", ending.failure());
    }
  }

  private Ending carryOut(CompactionPlan plan, Table table)
      throws IOException, InterruptedException {
    CompactionRun run =
        new CompactionRun(
            runId,
            settings.lake(),
            plan.table(),
            plan.snapshotId(),
            CompactionRun.Work.of(settings.arrangement(), settings.execution()),
            listener);
    try {
      JobExecutionResult result = await(starter.start(run, plan), plan, table);
      Ending ending = Ending.of(plan, result, committed(table));
      if (ending.outcome() == Outcome.DONE && Ending.count(result, CommitOperator.RESTARTS) > 0) {
        // Every group is committed, so that no commit of a lost task can land any more.
        LeftoverFiles.delete(table, runId);
      }
      return ending;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // A commit may still be on its way: what is left over is for orphan removal.
      return Ending.failed(plan, committed(table), e);
    }
  }

  private JobExecutionResult await(JobClient job, CompactionPlan plan, Table table)
      throws InterruptedException, ExecutionException {
    CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
    int shown = 0;
    while (true) {
      try {
        return result.get(PROGRESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        int done = committed(table).ids().size();
        if (done > shown) {
          shown = done;
          progress.accept(
              "%s: %d of %d file groups committed"
                  .formatted(plan.table(), done, plan.groups().size()));
        }
      }
    }
  }

  private CommittedGroups committed(Table table) {
    try {
      table.refresh();
    } catch (NoSuchTableException e) {
      // What was committed is gone with the table; what was known of it is still told.
      progress.accept(table.name() + ": the table was dropped");
    }
    return CommittedGroups.of(table, runId);
  }

  /** How the compaction of a table ended. */
  private record Ending(
      Outcome outcome,
      String message,
      String path,
      Files before,
      Files after,
      Groups groups,
      @org.jspecify.annotations.Nullable Exception failure) {

    static Ending without(Outcome outcome, String message) {
      return new Ending(outcome, message, "", Files.NONE, Files.NONE, Groups.NONE, null);
    }

    static Ending of(CompactionPlan plan, JobExecutionResult result, CommittedGroups committed) {
      int failed = count(result, CommitOperator.FAILED);
      int abandoned = count(result, CommitOperator.ABANDONED);
      int done = committed.ids().size();
      Outcome outcome =
          failed + abandoned == 0
              ? Outcome.DONE
              : done > 0 ? Outcome.PARTIAL : failed > 0 ? Outcome.FAILED : Outcome.ABANDONED;
      String message =
          failed + abandoned == 0
              ? "%d file groups rewritten".formatted(done)
              : "%d of %d file groups rewritten, %d failed, %d given up: %s"
                  .formatted(
                      done,
                      plan.groups().size(),
                      failed,
                      abandoned,
                      text(result, CommitOperator.MESSAGES));
      return new Ending(
          outcome,
          message,
          text(result, CommitOperator.PATHS),
          committed.before(),
          committed.after(),
          new Groups(done, failed, abandoned, count(result, CommitOperator.CONFLICTS)),
          null);
    }

    static Ending failed(CompactionPlan plan, CommittedGroups committed, Exception cause) {
      int done = committed.ids().size();
      return new Ending(
          Outcome.FAILED,
          "%d of %d file groups rewritten before; files may be left for orphan removal: %s"
              .formatted(done, plan.groups().size(), cause),
          "",
          committed.before(),
          committed.after(),
          new Groups(done, plan.groups().size() - done, 0, 0),
          cause);
    }

    private static int count(JobExecutionResult result, String name) {
      Integer value = result.getAccumulatorResult(name);
      return value == null ? 0 : value;
    }

    private static String text(JobExecutionResult result, String name) {
      List<String> texts = result.getAccumulatorResult(name);
      return texts == null ? "" : String.join("; ", texts);
    }
  }
}
