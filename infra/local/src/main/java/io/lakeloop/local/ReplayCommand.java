package io.lakeloop.local;

import io.lakeloop.simulator.Disturbances;
import io.lakeloop.simulator.Replay;
import io.lakeloop.simulator.TransactionCsv;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Sends the transactions of a CSV file to Kafka, and a fraud report for each fraud.",
    footer = {
      "",
      "The file is sorted by time and has the columns TRANSACTION_ID, TX_DATETIME",
      "(UTC), CUSTOMER_ID, TERMINAL_ID, TX_AMOUNT, TX_FRAUD (0 or 1) and",
      "TX_FRAUD_SCENARIO; map others with --columns. Reports that would be made in",
      "the future are withheld.",
      "",
      "Examples:",
      "  lakeloop replay --input transactions.csv.gz",
      "  lakeloop replay --input tx.csv --columns transaction_id=ID,event_time=TS",
      "  lakeloop replay --input tx.csv --speedup 3600     an hour in a second"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReplayCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;
  @Mixin private ReplayOptions replayed;
  @Mixin private TopicOptions topics;

  @Option(
      names = "--input",
      paramLabel = "FILE.csv[.gz]",
      required = true,
      description = "CSV file, plain or .gz.")
  private Path input;

  @Option(
      names = "--speedup",
      defaultValue = "max",
      description = "Event time per real time, such as 3600, or max (default: ${DEFAULT-VALUE}).")
  private String speedup;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Pacer pacer = Pacer.parse(speedup);
    try (TransactionCsv csv = replayed.open(input)) {
      String servers = stack.bootstrapServers();
      Replay replay = replayed.replay(csv, Clock.systemUTC().instant());
      Disturbances messages = ReplayOptions.messages(replay);
      try (RecordPublisher publisher = topics.openPublisher(servers)) {
        Progress progress = new Progress(out, "records", csv::doneShare);
        SimulateCommand.send(messages, publisher, pacer, progress);
        out.println("Sent " + progress);
      }
      out.println(
          "%,d transactions and %,d fraud reports"
              .formatted(messages.counts().transactions(), messages.counts().reports()));
      ReplayOptions.describeOmissions(csv, replay, out);
    }
    out.flush();
    return 0;
  }
}
