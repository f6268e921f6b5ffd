package io.lakeloop.local;

import io.lakeloop.training.skew.SkewJob;
import io.lakeloop.training.skew.SkewReport;
import io.lakeloop.training.skew.SkewSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop skew}. */
@Command(
    name = "skew",
    mixinStandardHelpOptions = true,
    description =
        "Recomputes the features that the detect job logged, over the lake, and tells how they differ and why.",
    footer = {
      "",
      "late event: an earlier event of the customer or terminal, or a fraud report made",
      "before, arrived after the row was scored. duplicate: records of one id contradict",
      "each other. The figures are added to ml.feature_skew.",
      "",
      "Exit code 0 when every difference has a known reason, 1 when one has none.",
      "",
      "Examples:",
      "  lakeloop skew",
      "  lakeloop skew --from 2026-01-01 --to 2026-01-31 --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SkewCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day to compare, UTC (default: that of the first scored transaction).")
  private @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "Last day to compare, UTC (default: that of the last scored transaction).")
  private @Nullable LocalDate to;

  @Option(
      names = "--report-delay",
      defaultValue = "1 s",
      description =
          "How long after a report was ingested the detect job may still not have it (default: ${DEFAULT-VALUE}).")
  private Duration reportDelay;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "Parallel readers and comparisons (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (from != null && to != null && to.isBefore(from)) {
      throw new IllegalArgumentException(
          "--to is %s and --from is %s; give a last day that is not before the first"
              .formatted(to, from));
    }
    SkewSettings settings = new SkewSettings(stack.ingestSettings().lake(), from, to, reportDelay);
    SkewReport report = SkewJob.run(settings, () -> LocalFlink.forBatch(parallelism));
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.toJson() : report.toText());
    out.flush();
    return report.passed() ? 0 : Lakeloop.CHECK_FAILED;
  }
}
