package io.lakeloop.compaction;

import io.lakeloop.compaction.RowOrder.KeyedRow;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.util.SortedMerge;

/**
 * Sorts any number of rows in bounded memory: sorted runs go to files of a temporary directory and
 * are merged while they are read. Closing it deletes the files.
 */
final class ExternalSort implements Closeable {
  /** Key, references and object headers of a row in memory. */
  private static final long ROW_OVERHEAD = 96;

  private final RowOrder order;
  private final RowDataSerializer serializer;
  private final long memoryBytes;
  private final Path directory;
  private final List<Run> runs = new ArrayList<>();
  private List<KeyedRow> buffer = new ArrayList<>();
  private long bufferedBytes;

  /**
   * An empty sort.
   *
   * @param memoryBytes rows held before a run is written
   * @param parent where the temporary directory is made
   */
  ExternalSort(RowType type, RowOrder order, long memoryBytes, Path parent) throws IOException {
    this.order = order;
    this.serializer = new RowDataSerializer(type);
    this.memoryBytes = memoryBytes;
    this.directory = Files.createTempDirectory(parent, "lakeloop-sort-");
  }

  private record Run(Path file, long rows) {}

  /** Takes a row; the caller may change it afterwards. */
  void add(RowData row) throws IOException {
    BinaryRowData copy = serializer.toBinaryRow(row).copy();
    byte[] key = order.key().of(copy);
    buffer.add(new KeyedRow(key, copy));
    bufferedBytes += copy.getSizeInBytes() + key.length + ROW_OVERHEAD;
    if (bufferedBytes >= memoryBytes) {
      spill();
    }
  }

  private void spill() throws IOException {
    buffer.sort(order.comparator());
    Path file = directory.resolve("run-" + runs.size());
    try (DataOutputViewStreamWrapper out =
        new DataOutputViewStreamWrapper(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (KeyedRow keyed : buffer) {
        serializer.serialize(keyed.row(), out);
      }
    }
    runs.add(new Run(file, buffer.size()));
    buffer = new ArrayList<>();
    bufferedBytes = 0;
  }

  /** Number of runs that were written. */
  int spilled() {
    return runs.size();
  }

  /** All rows in order, once. */
  CloseableIterable<KeyedRow> rows() {
    buffer.sort(order.comparator());
    if (runs.isEmpty()) {
      return CloseableIterable.withNoopClose(buffer);
    }
    List<CloseableIterable<KeyedRow>> sorted = new ArrayList<>();
    sorted.add(CloseableIterable.withNoopClose(buffer));
    runs.forEach(run -> sorted.add(new RunRows(run)));
    return new SortedMerge<>(order.comparator(), sorted);
  }

  @Override
  public void close() throws IOException {
    for (Run run : runs) {
      Files.deleteIfExists(run.file());
    }
    Files.deleteIfExists(directory);
  }

  private final class RunRows implements CloseableIterable<KeyedRow> {
    private final Run run;

    RunRows(Run run) {
      this.run = run;
    }

    @Override
    public CloseableIterator<KeyedRow> iterator() {
      try {
        return new RunIterator(run);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      // Each iterator closes its file.
    }
  }

  private final class RunIterator implements CloseableIterator<KeyedRow> {
    private final DataInputViewStreamWrapper in;
    private long left;

    RunIterator(Run run) throws IOException {
      this.in =
          new DataInputViewStreamWrapper(new BufferedInputStream(Files.newInputStream(run.file())));
      this.left = run.rows();
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public KeyedRow next() {
      if (left == 0) {
        throw new NoSuchElementException();
      }
      left--;
      try {
        RowData row = serializer.deserialize(in);
        return new KeyedRow(order.key().of(row), row);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
