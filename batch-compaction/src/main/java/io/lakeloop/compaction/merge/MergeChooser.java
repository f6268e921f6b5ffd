package io.lakeloop.compaction.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.encryption.PlaintextEncryptionManager;
import org.apache.iceberg.shaded.org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.util.ThreadPools;

/**
 * Decides how files are merged, by what it costs to read the result. Reading a row group costs its
 * bytes and, whatever its size, about one round trip to the storage; so row groups are copied if
 * those round trips, beyond what full row groups would need, add at most a tenth to reading all.
 */
final class MergeChooser {
  /**
   * What a round trip is worth in bytes: object stores answer after some 10 to 30 ms, and then give
   * 50 to 100 MB/s to one reader.
   */
  static final long ROUND_TRIP_BYTES = 1L << 20;

  /** The share by which copied row groups may make reading dearer. */
  static final double ACCEPTED_EXTRA_COST = 0.1;

  /** A row group this many times the table's size is split by the row path. */
  static final int LARGEST_ROW_GROUP = 2;

  private final Table table;

  MergeChooser(Table table) {
    this.table = table;
  }

  FastMerge.Choice choose(List<FileScanTask> inputs) {
    Optional<String> unusual = unusual(inputs);
    if (unusual.isPresent()) {
      return new FastMerge.Choice(FastMerge.Path.ROWS, unusual.get());
    }
    MergeSettings settings = MergeSettings.of(table);
    Totals totals = new Totals(settings);
    for (Footer footer : footers(inputs, SourceFile.options(settings))) {
      Optional<String> problem = totals.add(footer);
      if (problem.isPresent()) {
        return new FastMerge.Choice(FastMerge.Path.ROWS, problem.get());
      }
    }
    return totals.choice();
  }

  /** What the tasks alone show to need rows. */
  private Optional<String> unusual(List<FileScanTask> inputs) {
    if (inputs.isEmpty()) {
      return Optional.of("There is no file to merge.");
    }
    if (TableUtil.formatVersion(table) > 2) {
      return Optional.of("Row ids and types of table format 3 are carried over by the row path.");
    }
    if (!(table.encryption() instanceof PlaintextEncryptionManager)) {
      return Optional.of("The table is encrypted.");
    }
    DataFile first = inputs.get(0).file();
    var partitions = Comparators.forType(inputs.get(0).spec().partitionType());
    for (FileScanTask task : inputs) {
      DataFile file = task.file();
      String problem = null;
      if (file.format() != FileFormat.PARQUET) {
        problem = "is a file of " + file.format();
      } else if (!task.deletes().isEmpty()) {
        problem = "has deletes to be applied";
      } else if (file.keyMetadata() != null) {
        problem = "is encrypted";
      } else if (task.start() != 0 || task.length() != file.fileSizeInBytes()) {
        problem = "is to be read in part";
      } else if (file.specId() != table.spec().specId()) {
        problem = "has an earlier partition spec, " + file.specId();
      } else if (partitions.compare(file.partition(), first.partition()) != 0) {
        problem = "is of another partition than " + first.location();
      }
      if (problem != null) {
        return Optional.of(file.location() + " " + problem + ".");
      }
    }
    return Optional.empty();
  }

  private record Footer(String location, Optional<ParquetMetadata> metadata) {}

  private List<Footer> footers(List<FileScanTask> inputs, ParquetReadOptions options) {
    List<Callable<Footer>> reads = new ArrayList<>();
    for (FileScanTask task : inputs) {
      reads.add(() -> footer(task.file(), options));
    }
    try {
      List<Footer> footers = new ArrayList<>();
      for (Future<Footer> footer : ThreadPools.getWorkerPool().invokeAll(reads)) {
        footers.add(footer.get());
      }
      return footers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("Reading footers was interrupted", e));
    } catch (ExecutionException e) {
      throw new UncheckedIOException(
          new IOException("Reading footers of " + table.name() + " failed", e.getCause()));
    }
  }

  private Footer footer(DataFile file, ParquetReadOptions options) throws IOException {
    try {
      return new Footer(
          file.location(),
          Optional.of(
              SourceFile.footer(table.io().newInputFile(file), file.fileSizeInBytes(), options)));
    } catch (ParquetCryptoRuntimeException e) {
      return new Footer(file.location(), Optional.empty());
    }
  }

  /** What all footers say together. */
  private static final class Totals {
    private final MergeSettings settings;
    private long rowGroups;
    private long bytes;
    private Optional<String> mustEncode = Optional.empty();

    Totals(MergeSettings settings) {
      this.settings = settings;
    }

    /** Adds a file; says what keeps it from being merged by columns, if something does. */
    Optional<String> add(Footer footer) {
      if (footer.metadata().isEmpty()) {
        return Optional.of(footer.location() + " is encrypted.");
      }
      ParquetMetadata metadata = footer.metadata().get();
      if (!metadata
          .getFileMetaData()
          .getSchema()
          .getFields()
          .equals(settings.parquetSchema().getFields())) {
        return Optional.of(footer.location() + " has another schema than the table has now.");
      }
      for (BlockMetaData rowGroup : metadata.getBlocks()) {
        long size = RowGroup.sizeBytes(rowGroup);
        if (size > LARGEST_ROW_GROUP * settings.rowGroupBytes()) {
          return Optional.of(
              "%s has a row group of %,d bytes, to be split into ones of %,d."
                  .formatted(footer.location(), size, settings.rowGroupBytes()));
        }
        rowGroups++;
        bytes += size;
        for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
          if (chunk.getEncodings().contains(Encoding.DELTA_BYTE_ARRAY)
              && CorruptDeltaByteArrays.requiresSequentialReads(
                  metadata.getFileMetaData().getCreatedBy(), Encoding.DELTA_BYTE_ARRAY)) {
            return Optional.of(footer.location() + " is of a writer whose pages need each other.");
          }
          if (mustEncode.isEmpty()) {
            mustEncode = mustEncode(footer.location(), chunk);
          }
        }
      }
      return Optional.empty();
    }

    /** What the table wants of its files and a copy would not have. */
    private Optional<String> mustEncode(String location, ColumnChunkMetaData chunk) {
      if (chunk.getCodec() != settings.codec()) {
        return Optional.of(
            "%s is compressed as %s, the table wants %s."
                .formatted(location, chunk.getCodec(), settings.codec()));
      }
      boolean bloomFilter =
          settings
              .parquet()
              .isBloomFilterEnabled(
                  settings.parquetSchema().getColumnDescription(chunk.getPath().toArray()));
      if (bloomFilter && chunk.getBloomFilterOffset() <= 0 && chunk.hasDictionaryPage()) {
        return Optional.empty(); // Parquet writes none beside a full dictionary.
      }
      return bloomFilter && chunk.getBloomFilterOffset() <= 0
          ? Optional.of(location + " has no bloom filter for " + chunk.getPath() + ".")
          : Optional.empty();
    }

    FastMerge.Choice choice() {
      if (rowGroups == 0) {
        return new FastMerge.Choice(FastMerge.Path.ROWS, "The files have no rows.");
      }
      long full = Math.max(1, (bytes + settings.rowGroupBytes() - 1) / settings.rowGroupBytes());
      double extra = (double) (rowGroups - full) * ROUND_TRIP_BYTES / bytes;
      String counted =
          "%,d row groups of %,d bytes on average where %,d would do: reading them costs %.0f%% more"
              .formatted(rowGroups, bytes / rowGroups, full, 100 * Math.max(0, extra));
      if (extra > ACCEPTED_EXTRA_COST) {
        return new FastMerge.Choice(FastMerge.Path.MERGE_COLUMNS, counted + ".");
      }
      return mustEncode
          .map(why -> new FastMerge.Choice(FastMerge.Path.MERGE_COLUMNS, why))
          .orElseGet(() -> new FastMerge.Choice(FastMerge.Path.COPY_ROW_GROUPS, counted + "."));
    }
  }
}
