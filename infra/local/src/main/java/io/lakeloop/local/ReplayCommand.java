package io.lakeloop.local;

import io.lakeloop.simulator.Disturbances;
import io.lakeloop.simulator.Replay;
import io.lakeloop.simulator.TransactionCsv;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "The file is sorted by time and has the columns TRANSACTION_ID, TX_DATETIME (UTC), CUSTOMER_ID,",
      "TERMINAL_ID, TX_AMOUNT, TX_FRAUD (0 or 1) and TX_FRAUD_SCENARIO; map others with --columns.",
      "",
      "Examples:",
      "  lakeloop replay --input transactions.csv.gz",
      "  lakeloop replay --input tx.csv --columns transaction_id=ID,time=TS --speedup 3600"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReplayCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(names = "--input", required = true, description = "CSV file, plain or .gz.")
  private Path input;

  @Option(
      names = "--columns",
      paramLabel = "KEY=COLUMN,…",
      description = "Names of columns where they differ.")
  private @Nullable String columns;

  @Option(
      names = "--label-delay",
      defaultValue = "7 d",
      description = "Event time from a fraud to its report (default: ${DEFAULT-VALUE}).")
  private Duration labelDelay;

  @Option(
      names = "--speedup",
      defaultValue = "max",
      description = "Event time per real time, such as 3600, or max (default: ${DEFAULT-VALUE}).")
  private String speedup;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Partitions of topics that are missing (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Pacer pacer = Pacer.parse(speedup);
    try (TransactionCsv csv = open(input, columns)) {
      String servers = stack.bootstrapServers();
      RecordPublisher.createTopics(servers, partitions);
      Disturbances messages = messages(csv, labelDelay);
      try (RecordPublisher publisher = new RecordPublisher(servers)) {
        out.println("Sent " + SimulateCommand.send(messages, publisher, pacer, out));
      }
      out.println(
          "%,d transactions and %,d fraud reports"
              .formatted(messages.counts().transactions(), messages.counts().reports()));
    }
    out.flush();
    return 0;
  }

  static TransactionCsv open(Path input, @Nullable String columns) throws IOException {
    return new TransactionCsv(
        input,
        columns == null
            ? TransactionCsv.Columns.handbook()
            : TransactionCsv.Columns.parse(columns));
  }

  /** The file's events as messages, undisturbed. */
  static Disturbances messages(TransactionCsv csv, Duration labelDelay) {
    return new Disturbances(
        new Replay(csv, labelDelay), RecordPublisher.encoder(), Disturbances.Rates.none(), 0);
  }
}
