package io.lakeloop.local;

import io.lakeloop.training.TrainJob;
import io.lakeloop.training.TrainOptions;
import io.lakeloop.training.TrainSettings;
import io.lakeloop.training.report.ReportFile;
import io.lakeloop.training.run.TrainingRun;
import io.lakeloop.training.run.TrainingRun.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains a model on the lake, registers it, and promotes it when it beats the champion.",
    footer = {
      "",
      "Any option of the training job can be given with -D, such as -Dtrain.days=56.",
      "",
      "Exit code 0 when a candidate was registered or is known, 1 when none could be trained.",
      "",
      "Examples:",
      "  lakeloop train",
      "  lakeloop train --until 2026-02-01 --dry-run",
      "  lakeloop train --report report.html",
      "  lakeloop train --every 1h"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TrainCommand implements Callable<Integer> {
  /** The same run gives the same intervals. */
  private static final long REPORT_SEED = 1;

  @Mixin private StackOptions stack;

  @Option(names = "--feature-set", paramLabel = "NAME", description = "handbook or standard.")
  private @Nullable String featureSet;

  @Option(
      names = "--model",
      paramLabel = "KIND",
      description = "xgboost (default) or random-cut-forest.")
  private @Nullable String model;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      description = "What is known before this day, UTC (default: that of the last transaction).")
  private @Nullable LocalDate until;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = "Train again and again, so long after the start of the last run.")
  private @Nullable Duration every;

  @Option(names = "--force", description = "Promote whatever the gate says; it is recorded.")
  private boolean force;

  @Option(
      names = "--challenger",
      description = "Let a candidate that is not promoted score in shadow.")
  private boolean challenger;

  @Option(names = "--dry-run", description = "Change nothing, tell what would be.")
  private boolean dryRun;

  @Option(
      names = "--report",
      paramLabel = "FILE|DIR",
      description =
          "Where the report goes: a file ending in .html, or a folder (default: reports in the data directory).")
  private @Nullable Path report;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "Parallel tasks that compute features (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (every == null) {
      return train();
    }
    while (true) {
      long start = System.nanoTime();
      train();
      long left = every.toNanos() - (System.nanoTime() - start);
      if (left > 0 && new CountDownLatch(1).await(left, TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("nobody counts down");
      }
    }
  }

  private int train() throws Exception {
    TrainingRun run =
        TrainJob.run(
            TrainSettings.of(values()), () -> LocalFlink.forBatch(parallelism), Clock.systemUTC());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s%n  %s%n", run.version(), run.outcome(), run.reason());
    if (run.outcome() != Outcome.KNOWN) {
      Path target = report == null ? stack.dataDirectory().resolve("reports") : report;
      out.printf(
          "  report: %s%n", ReportFile.write(run, target, new SplittableRandom(REPORT_SEED)));
    }
    out.flush();
    return run.outcome() == Outcome.REFUSED ? Lakeloop.CHECK_FAILED : 0;
  }

  private Map<String, String> values() throws IOException {
    Map<String, String> values = new LinkedHashMap<>(stack.lakeValues());
    put(values, TrainOptions.FEATURE_SET.key(), featureSet);
    put(values, TrainOptions.MODEL.key(), model);
    put(values, TrainOptions.UNTIL.key(), until);
    put(values, TrainOptions.FORCE.key(), force ? "true" : null);
    put(values, TrainOptions.CHALLENGER.key(), challenger ? "true" : null);
    put(values, TrainOptions.DRY_RUN.key(), dryRun ? "true" : null);
    return values;
  }

  private static void put(Map<String, String> values, String key, @Nullable Object value) {
    if (value != null) {
      values.put(key, value.toString());
    }
  }
}
