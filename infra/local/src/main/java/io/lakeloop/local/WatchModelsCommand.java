package io.lakeloop.local;

import io.lakeloop.training.quality.ModelQualityJob;
import io.lakeloop.training.quality.ModelWatchJob;
import io.lakeloop.training.quality.WatchOptions;
import io.lakeloop.training.quality.WatchRun;
import io.lakeloop.training.quality.WatchSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop watch-models}. */
@Command(
    name = "watch-models",
    mixinStandardHelpOptions = true,
    description =
        "Measures what live scores were worth, and rolls the champion back when the one before it is better.",
    footer = {
      "",
      "Adds figures to ml.model_quality and ml.feature_drift. A rollback, and why, is an",
      "event in ml.model_events. Any option can be given with -D, such as -Dwatch.margin=0.05.",
      "",
      "Exit code 0 when the champion stays or nothing can be told yet, 1 when it was, or",
      "would be, rolled back.",
      "",
      "Examples:",
      "  lakeloop watch-models",
      "  lakeloop watch-models --dry-run",
      "  lakeloop watch-models --every 1h"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WatchModelsCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(names = "--once", description = "Look once, and end. The default.")
  private boolean once;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = "Look again and again, so long after the start of the last look.")
  private @Nullable Duration every;

  @Option(names = "--dry-run", description = "Change no model, tell what would be.")
  private boolean dryRun;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "Parallel readers and joins (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (every == null) {
      return look();
    }
    if (once) {
      throw new IllegalArgumentException(
          "--once and --every %s are both given; give one of them".formatted(every));
    }
    while (true) {
      long start = System.nanoTime();
      look();
      long left = every.toNanos() - (System.nanoTime() - start);
      if (left > 0 && new CountDownLatch(1).await(left, TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("nobody counts down");
      }
    }
  }

  private int look() throws Exception {
    WatchSettings settings = WatchSettings.of(values());
    Clock clock = Clock.systemUTC();
    Optional<String> measured =
        ModelQualityJob.run(settings.quality(), () -> LocalFlink.forBatch(parallelism), clock);
    WatchRun run = ModelWatchJob.run(settings, () -> LocalFlink.forBatch(parallelism), clock);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        measured
            .map(id -> "figures: run %s in ml.model_quality and ml.feature_drift".formatted(id))
            .orElse("figures: none yet, no day is old enough"));
    out.printf(
        "%s: %s%n  %s%n",
        run.champion().isEmpty() ? "no champion" : run.champion(), told(run), run.reason());
    out.flush();
    return switch (run.outcome()) {
      case ROLLED_BACK, WOULD_ROLL_BACK -> Lakeloop.CHECK_FAILED;
      case KEPT, UNDECIDED -> 0;
    };
  }

  private static String told(WatchRun run) {
    return switch (run.outcome()) {
      case ROLLED_BACK -> "ROLLED BACK, gives way to " + run.predecessor();
      case WOULD_ROLL_BACK -> "would be rolled back to " + run.predecessor();
      case KEPT -> "stays";
      case UNDECIDED -> "undecided";
    };
  }

  private Map<String, String> values() throws IOException {
    Map<String, String> values = new LinkedHashMap<>(stack.lakeValues());
    if (dryRun) {
      values.put(WatchOptions.DRY_RUN.key(), "true");
    }
    return values;
  }
}
