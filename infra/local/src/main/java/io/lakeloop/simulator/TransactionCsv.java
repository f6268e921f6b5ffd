package io.lakeloop.simulator;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.lakeloop.simulator.Event.Payment;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads payments from a CSV file, plain or gzip, one at a time. The header names the columns;
 * {@link TransactionColumns} says which is which.
 */
public final class TransactionCsv implements Iterator<Payment>, AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int PROBLEMS_KEPT = 5;

  private final Path file;
  private final BadLines badLines;
  private final FileChannel channel;
  private final CsvReader<CsvRecord> csv;
  private final Iterator<CsvRecord> records;
  private final TransactionLine line;
  private final List<String> problems = new ArrayList<>();
  private @Nullable Payment next;
  private long skipped;

  /** What happens to a line that is no payment. */
  public enum BadLines {
    /** Reading ends with the error. */
    FAIL,
    /** The line is left out and counted. */
    SKIP
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when there is no such file, it has no header, or a column is
   *     missing: named, with those that are there
   */
  public TransactionCsv(Path file, TransactionColumns columns, BadLines badLines)
      throws IOException {
    this.file = file;
    this.badLines = badLines;
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          file + " does not exist, or may not be read; give a CSV file");
    }
    this.channel = FileChannel.open(file);
    try {
      this.csv = CsvReader.builder().detectBomHeader(true).ofCsvRecord(content(channel));
      this.records = csv.iterator();
      if (!records.hasNext()) {
        throw new IllegalArgumentException(file + " is empty; expected a header and transactions");
      }
      this.line = new TransactionLine(file, records.next().getFields(), columns);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw unreadable(e);
    }
  }

  /** The file's text: gzip is told by its first two bytes, not by its name. */
  private static InputStream content(FileChannel channel) throws IOException {
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new GZIPInputStream(in, BUFFER_BYTES) : in;
  }

  /**
   * Whether there is another payment.
   *
   * @throws IllegalArgumentException for a bad line, naming file, line, column, value and
   *     expectation, unless bad lines are skipped
   * @throws UncheckedIOException when the file cannot be read on
   */
  @Override
  public boolean hasNext() {
    while (next == null) {
      try {
        if (!records.hasNext()) {
          return false;
        }
        next = line.payment(records.next());
      } catch (TransactionLine.BadLineException e) {
        skipOrThrow(e);
      } catch (CsvParseException | UncheckedIOException e) {
        throw unreadable(e);
      }
    }
    return true;
  }

  private void skipOrThrow(TransactionLine.BadLineException problem) {
    if (badLines == BadLines.FAIL) {
      throw problem;
    }
    skipped++;
    if (problems.size() < PROBLEMS_KEPT) {
      problems.add(String.valueOf(problem.getMessage()));
    }
  }

  private RuntimeException unreadable(Exception e) {
    if (e instanceof IllegalArgumentException asItIs) {
      return asItIs;
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = "%s cannot be read: %s (%s)".formatted(file, e.getMessage(), cause);
    return e instanceof CsvParseException
        ? new IllegalArgumentException(message, e)
        : new UncheckedIOException(
            message, cause instanceof IOException io ? io : new IOException(e));
  }

  @Override
  public Payment next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException(file + " has no more transactions");
    }
    Payment payment = next;
    next = null;
    return payment;
  }

  /** Lines that were skipped so far. */
  public long skippedLines() {
    return skipped;
  }

  /** What was wrong with the first lines skipped. */
  public List<String> firstProblems() {
    return List.copyOf(problems);
  }

  /** How much of the file has been read, from 0 to 1. */
  public double doneShare() {
    try {
      return (double) channel.position() / Math.max(1, channel.size());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
