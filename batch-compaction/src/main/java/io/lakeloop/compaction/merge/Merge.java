package io.lakeloop.compaction.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.jspecify.annotations.Nullable;

/** One merge: reads the inputs, fills row groups, rolls files. Used once. */
final class Merge {
  /** Files opened ahead at once: their footers, and small ones whole, are held in memory. */
  private static final int FILES_AT_ONCE = 32;

  private final Table table;
  private final FastMerge.Path path;
  private final OutputFileFactory outputs;
  private final FastMerge.Limits limits;
  private final MergeSettings settings;
  private final ParquetReadOptions options;
  private final List<ColumnSchema> columns;
  private final List<DataFile> finished = new ArrayList<>();
  private final List<RowGroup> pending = new ArrayList<>();
  private long pendingBytes;
  private @Nullable MergedFile current;
  private @Nullable ExecutorService threads;

  Merge(Table table, FastMerge.Path path, OutputFileFactory outputs, FastMerge.Limits limits) {
    this.table = table;
    this.path = path;
    this.outputs = outputs;
    this.limits = limits;
    this.settings = MergeSettings.of(table);
    this.options = SourceFile.options(settings);
    this.columns = ColumnSchema.of(settings.parquetSchema());
  }

  List<DataFile> run(List<FileScanTask> inputs) {
    if (limits.threads() > 1) {
      threads = Executors.newFixedThreadPool(limits.threads());
    }
    try {
      for (int from = 0; from < inputs.size(); from += FILES_AT_ONCE) {
        List<FileScanTask> batch =
            inputs.subList(from, Math.min(inputs.size(), from + FILES_AT_ONCE));
        for (SourceFile file : all(batch.stream().map(this::opening).toList())) {
          add(file, inputs);
        }
      }
      mergePending(inputs);
      endFile(inputs);
      return List.copyOf(finished);
    } catch (IOException e) {
      giveUp(e);
      throw new UncheckedIOException("Merging files of " + table.name() + " failed", e);
    } catch (RuntimeException | Error e) {
      giveUp(e);
      throw e;
    } finally {
      if (threads != null) {
        threads.shutdownNow();
      }
    }
  }

  private Callable<SourceFile> opening(FileScanTask task) {
    return () ->
        SourceFile.open(
            table.io().newInputFile(task.file()), task.file().fileSizeInBytes(), options);
  }

  private void add(SourceFile file, List<FileScanTask> inputs) throws IOException {
    for (int ordinal = 0; ordinal < file.footer().getBlocks().size(); ordinal++) {
      RowGroup rowGroup = new RowGroup(file, ordinal);
      if (path == FastMerge.Path.COPY_ROW_GROUPS) {
        MemoryFile.Range bytes = rowGroup.load();
        open(inputs).copy(rowGroup, options);
        file.memory().remove(bytes);
        endFullFile(inputs);
      } else {
        if (!pending.isEmpty() && pendingBytes + rowGroup.sizeBytes() > settings.rowGroupBytes()) {
          mergePending(inputs);
        }
        pending.add(rowGroup);
        pendingBytes += rowGroup.sizeBytes();
      }
    }
  }

  private void mergePending(List<FileScanTask> inputs) throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    List<MemoryFile.Range> loaded =
        all(pending.stream().<Callable<MemoryFile.Range>>map(group -> group::load).toList());
    List<@Nullable FloatBounds> bounds = columns.stream().map(ColumnSchema::newBounds).toList();
    List<Callable<MergedColumn>> merging = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnSchema column = columns.get(i);
      FloatBounds columnBounds = bounds.get(i);
      merging.add(() -> merge(column, columnBounds));
    }
    long rows = pending.stream().mapToLong(RowGroup::rows).sum();
    open(inputs).write(all(merging), rows, bounds);
    for (int i = 0; i < loaded.size(); i++) {
      pending.get(i).file().memory().remove(loaded.get(i));
    }
    pending.clear();
    pendingBytes = 0;
    endFullFile(inputs);
  }

  private MergedColumn merge(ColumnSchema column, @Nullable FloatBounds bounds) throws IOException {
    Optional<MergedColumn> ofPages = new PageMerger(settings, column).merge(pending);
    return ofPages.isPresent()
        ? ofPages.get()
        : new ValueMerger(settings, column).merge(pending, bounds);
  }

  private MergedFile open(List<FileScanTask> inputs) throws IOException {
    if (current == null) {
      current =
          new MergedFile(settings, columns, outputs.newOutputFile(spec(inputs), partition(inputs)));
    }
    return current;
  }

  private void endFullFile(List<FileScanTask> inputs) throws IOException {
    if (current != null && current.sizeBytes() >= limits.maxFileBytes()) {
      endFile(inputs);
    }
  }

  private void endFile(List<FileScanTask> inputs) throws IOException {
    if (current != null) {
      // Sorted files in a row are not sorted together.
      Integer sortOrder = inputs.size() == 1 ? inputs.get(0).file().sortOrderId() : null;
      finished.add(current.finish(spec(inputs), partition(inputs), sortOrder));
      current = null;
    }
  }

  private static PartitionSpec spec(List<FileScanTask> inputs) {
    return inputs.get(0).spec();
  }

  private static StructLike partition(List<FileScanTask> inputs) {
    return inputs.get(0).file().partition();
  }

  /** Runs work on the threads there are, and gives the results in the order of the work. */
  private <R> List<R> all(List<Callable<R>> work) throws IOException {
    List<R> results = new ArrayList<>(work.size());
    try {
      if (threads == null) {
        for (Callable<R> piece : work) {
          results.add(piece.call());
        }
      } else {
        for (Future<R> piece : threads.invokeAll(work)) {
          results.add(piece.get());
        }
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Merging files of " + table.name() + " was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("Merging files of " + table.name() + " failed", e.getCause());
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Merging files of " + table.name() + " failed", e);
    }
  }

  /** Deletes what was written; what goes wrong with that is told beside the cause. */
  private void giveUp(Throwable cause) {
    List<String> locations = new ArrayList<>();
    finished.forEach(file -> locations.add(file.location()));
    if (current != null) {
      locations.add(current.location());
      try {
        current.abort();
      } catch (IOException | RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
    for (String location : locations) {
      try {
        table.io().deleteFile(location);
      } catch (RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
