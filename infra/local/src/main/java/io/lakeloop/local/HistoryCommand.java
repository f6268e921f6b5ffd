package io.lakeloop.local;

import io.lakeloop.history.HistoryJob;
import io.lakeloop.history.HistoryReport;
import io.lakeloop.history.HistorySettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop history}. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description =
        "Brings history.daily_customer, history.daily_terminal and history.hourly_totals up to date.",
    footer = {
      "",
      "Computes the closed days that changed since the last run, and no others: new days, and",
      "days that late transactions, reports or scores belong to.",
      "",
      "Examples:",
      "  lakeloop history",
      "  lakeloop history --full --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class HistoryCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(names = "--full", description = "Compute every closed day anew.")
  private boolean full;

  @Option(
      names = "--max-lateness",
      defaultValue = "1 h",
      description =
          "A day is closed when every Kafka partition has a transaction from so long after its end (default: ${DEFAULT-VALUE}).")
  private Duration maxLateness;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "Parallel readers and writers (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    HistorySettings settings =
        new HistorySettings(stack.ingestSettings().lake(), full, maxLateness);
    HistoryReport report = HistoryJob.run(settings, () -> LocalFlink.forBatch(parallelism));
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.toJson() : report.toText());
    out.flush();
    return 0;
  }
}
