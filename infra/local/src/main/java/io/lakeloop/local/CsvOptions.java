package io.lakeloop.local;

import io.lakeloop.simulator.TransactionColumns;
import io.lakeloop.simulator.TransactionCsv;
import io.lakeloop.simulator.TransactionCsv.BadLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a CSV file of transactions is read. */
final class CsvOptions {
  @Option(
      names = "--columns",
      paramLabel = "KEY=COLUMN,…",
      description =
          "Names of columns where they differ; keys: transaction_id, event_time, customer_id, terminal_id, amount, fraud, scenario. Leave the name of the last two empty when the file has none.")
  private @Nullable String columns;

  @Option(
      names = "--skip-bad-lines",
      description = "Leave out lines that are no transaction, and count them.")
  private boolean skipBadLines;

  /** Opens a file and checks its header. */
  TransactionCsv open(Path input) throws IOException {
    return new TransactionCsv(
        input,
        columns == null ? TransactionColumns.handbook() : TransactionColumns.parse(columns),
        skipBadLines ? BadLines.SKIP : BadLines.FAIL);
  }

  /** Opens files that follow on each other. */
  PaymentFiles open(List<Path> inputs) throws IOException {
    return new PaymentFiles(inputs, this::open);
  }
}
