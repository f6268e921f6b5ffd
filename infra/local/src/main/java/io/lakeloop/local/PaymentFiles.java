package io.lakeloop.local;

import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.TransactionCsv;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The payments of several CSV files, one file after the other. Does not sort. */
final class PaymentFiles implements Iterator<Payment>, AutoCloseable {
  private final List<TransactionCsv> files = new ArrayList<>();
  private int current;

  /** Opens one file. */
  @FunctionalInterface
  interface Opener {
    TransactionCsv open(Path file) throws IOException;
  }

  /** Opens them all, so that a wrong name or header is told before the work begins. */
  PaymentFiles(List<Path> paths, Opener opener) throws IOException {
    try {
      for (Path path : paths) {
        files.add(opener.open(path));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    while (current < files.size() && !files.get(current).hasNext()) {
      current++;
    }
    return current < files.size();
  }

  @Override
  public Payment next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the files have no more transactions");
    }
    return files.get(current).next();
  }

  /** How much of the files has been read, from 0 to 1; each counts the same. */
  double doneShare() {
    return files.stream().mapToDouble(TransactionCsv::doneShare).average().orElse(1);
  }

  /** Tells what was left out, if anything. */
  void describeOmissions(PrintWriter out) {
    for (TransactionCsv file : files) {
      if (file.skippedLines() > 0) {
        out.printf("%,d bad lines were skipped; the first of them:%n", file.skippedLines());
        file.firstProblems().forEach(problem -> out.println("  " + problem));
      }
    }
  }

  @Override
  public void close() {
    try {
      for (TransactionCsv file : files) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a file cannot be closed: " + e.getMessage(), e);
    }
  }
}
