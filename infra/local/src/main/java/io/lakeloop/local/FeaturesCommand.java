package io.lakeloop.local;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.Feature;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.simulator.Replay;
import io.lakeloop.simulator.TransactionCsv;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop features}. */
@Command(
    name = "features",
    mixinStandardHelpOptions = true,
    description =
        "Computes features of the transactions of a CSV file; without a file, describes a feature set.",
    footer = {
      "",
      "Every value is as of its transaction: from the transactions up to it, and the",
      "fraud reports made up to its time. Transactions before --from count as history.",
      "A value that does not exist is left empty.",
      "",
      "Examples:",
      "  lakeloop features --feature-set standard",
      "  lakeloop features --input tx.csv.gz --output features.csv",
      "  lakeloop features --input tx.csv.gz --feature-set handbook \\",
      "      --from 2018-07-25 --to 2018-07-26 --output features.csv.gz"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class FeaturesCommand implements Callable<Integer> {
  @Mixin private ReplayOptions replayed;

  @Option(
      names = "--feature-set",
      paramLabel = "NAME",
      defaultValue = "standard",
      description = "handbook or standard (default: ${DEFAULT-VALUE}).")
  private String featureSet;

  @Option(names = "--input", paramLabel = "FILE.csv[.gz]", description = "Sorted by time.")
  private @Nullable Path input;

  @Option(names = "--output", paramLabel = "FILE.csv[.gz]", description = "Written whole or not.")
  private @Nullable Path output;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day to write, UTC (default: that of the first transaction).")
  private LocalDate from = LocalDate.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "Last day to write, UTC (default: that of the last transaction).")
  private @Nullable LocalDate to;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    FeatureSet set = FeatureSets.of(featureSet);
    if (input == null) {
      describe(set, out);
      return 0;
    }
    if (output == null) {
      throw new IllegalArgumentException("--output is missing; name the CSV file to write");
    }
    if (to != null && to.isBefore(from)) {
      throw new IllegalArgumentException(
          "--to is %s and --from is %s; give a last day that is not before the first"
              .formatted(to, from));
    }
    Path unfinished = output.resolveSibling(output.getFileName() + ".unfinished");
    try (TransactionCsv csv = replayed.open(input)) {
      Replay replay = replayed.replay(csv, Instant.MAX);
      Progress progress = new Progress(out, "transactions", csv::doneShare);
      long written;
      try (CsvWriter lines = writer(unfinished)) {
        written = write(set, replay, lines, progress);
      }
      Files.move(unfinished, output, StandardCopyOption.REPLACE_EXISTING);
      out.println("Read " + progress);
      out.println("Wrote %,d rows of %s to %s".formatted(written, set, output));
      ReplayOptions.describeOmissions(csv, replay, out);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    out.flush();
    return 0;
  }

  private static void describe(FeatureSet set, PrintWriter out) {
    out.println("Feature set " + set.name() + ", " + set.features().size() + " features");
    out.println("hash " + set.hash());
    for (Feature feature : set.features()) {
      out.println();
      out.println(feature.name() + " (" + feature.unit() + ")");
      out.println("  " + feature.description());
      out.println("  = " + feature.definition());
    }
    out.flush();
  }

  private CsvWriter writer(Path file) throws IOException {
    OutputStream bytes = Files.newOutputStream(file);
    boolean zipped = String.valueOf(output).endsWith(".gz");
    return CsvWriter.builder()
        .build(
            new OutputStreamWriter(
                zipped ? new GZIPOutputStream(bytes, 1 << 16) : bytes, StandardCharsets.UTF_8));
  }

  private long write(FeatureSet set, Replay replay, CsvWriter lines, Progress progress) {
    long fromMicros = micros(from);
    List<String> header = new ArrayList<>(List.of("TRANSACTION_ID"));
    header.addAll(set.names());
    lines.writeRecord(header);
    AtomicLong written = new AtomicLong();
    new FeatureReplay(set, replay, progress)
        .until(
            to == null ? Long.MAX_VALUE : micros(to.plusDays(1)),
            (payment, features) -> {
              if (payment.timeMicros() >= fromMicros) {
                lines.writeRecord(fields(payment.transaction(), features));
                written.incrementAndGet();
              }
            });
    return written.get();
  }

  private static String[] fields(Transaction transaction, double[] values) {
    String[] fields = new String[values.length + 1];
    fields[0] = transaction.transactionId();
    for (int i = 0; i < values.length; i++) {
      fields[i + 1] = Double.isNaN(values[i]) ? "" : Double.toString(values[i]);
    }
    return fields;
  }

  private static long micros(LocalDate day) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, day.atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
