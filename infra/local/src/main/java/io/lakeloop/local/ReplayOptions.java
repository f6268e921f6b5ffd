package io.lakeloop.local;

import io.lakeloop.simulator.Disturbances;
import io.lakeloop.simulator.Replay;
import io.lakeloop.simulator.TransactionCsv;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a file of transactions is read and replayed. */
final class ReplayOptions {
  @Mixin private CsvOptions csv = new CsvOptions();

  @Option(
      names = "--label-delay",
      paramLabel = "DURATION",
      defaultValue = "7 d",
      description = "Event time from a fraud to its report (default: ${DEFAULT-VALUE}).")
  private Duration labelDelay = Duration.ofDays(7);

  @Option(
      names = "--max-disorder",
      paramLabel = "DURATION",
      defaultValue = "0 s",
      description =
          "How much earlier than one before it a transaction may be; they are sent sorted (default: ${DEFAULT-VALUE}).")
  private Duration maxDisorder = Duration.ZERO;

  @Option(names = "--limit", paramLabel = "N", description = "Transactions at most (default: all).")
  private long limit = Long.MAX_VALUE;

  /** Opens the file and checks its header. */
  TransactionCsv open(Path input) throws IOException {
    return csv.open(input);
  }

  /** The file's payments and reports. Reports that would be made after now are withheld. */
  Replay replay(TransactionCsv payments, Instant now) {
    return new Replay(payments, new Replay.Settings(labelDelay, maxDisorder, limit, now));
  }

  /** A replay's events as messages, undisturbed. */
  static Disturbances messages(Replay replay) {
    return new Disturbances(replay, RecordPublisher.encoder(), Disturbances.Rates.none(), 0);
  }

  /** Tells what was not sent, if anything. */
  static void describeOmissions(TransactionCsv csv, Replay replay, PrintWriter out) {
    if (csv.skippedLines() > 0) {
      out.printf("%,d bad lines were skipped; the first of them:%n", csv.skippedLines());
      csv.firstProblems().forEach(problem -> out.println("  " + problem));
    }
    if (replay.withheldReports() > 0) {
      out.printf(
          "%,d fraud reports were withheld: they would be made in the future%n",
          replay.withheldReports());
    }
  }
}
