package io.lakeloop.compaction.merge;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.iceberg.shaded.org.apache.parquet.io.OutputFile;
import org.apache.iceberg.shaded.org.apache.parquet.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/** An output file being written, row group by row group. */
final class MergedFile {
  private final MergeSettings settings;
  private final List<ColumnSchema> columns;
  private final EncryptedOutputFile output;
  private final ParquetFileWriter writer;
  private final List<@Nullable FloatBounds> bounds;

  MergedFile(MergeSettings settings, List<ColumnSchema> columns, EncryptedOutputFile output)
      throws IOException {
    this.settings = settings;
    this.columns = columns;
    this.output = output;
    this.bounds = columns.stream().map(ColumnSchema::newBounds).toList();
    this.writer =
        new ParquetFileWriter(
            adapt(output.encryptingOutputFile()),
            settings.parquetSchema(),
            ParquetFileWriter.Mode.CREATE,
            settings.rowGroupBytes(),
            0,
            null,
            settings.parquet());
    writer.start();
  }

  String location() {
    return output.encryptingOutputFile().location();
  }

  long sizeBytes() throws IOException {
    return writer.getPos();
  }

  /** Writes merged columns, in the schema's order, as one row group. */
  void write(List<MergedColumn> merged, long rows, List<@Nullable FloatBounds> merging)
      throws IOException {
    writer.startBlock(rows);
    for (MergedColumn column : merged) {
      column.writeTo(writer);
    }
    writer.endBlock();
    for (int i = 0; i < columns.size(); i++) {
      FloatBounds total = bounds.get(i);
      if (total != null) {
        total.add(Objects.requireNonNull(merging.get(i)));
      }
    }
  }

  /** Copies a row group as it is, with its indexes and bloom filters. */
  void copy(RowGroup rowGroup, ParquetReadOptions options) throws IOException {
    writer.startBlock(rowGroup.rows());
    try (ParquetFileReader reader = rowGroup.file().reader(options);
        var bytes = rowGroup.file().memory().newStream()) {
      for (int i = 0; i < columns.size(); i++) {
        ColumnSchema column = columns.get(i);
        ColumnChunkMetaData chunk = rowGroup.chunk(column.descriptor());
        writer.appendColumnChunk(
            column.descriptor(),
            bytes,
            chunk,
            reader.readBloomFilter(chunk),
            reader.readColumnIndex(chunk),
            reader.readOffsetIndex(chunk));
        FloatBounds total = bounds.get(i);
        if (total != null) {
          new ValueMerger(settings, column).measure(rowGroup, options, total);
        }
      }
    }
    writer.endBlock();
  }

  /** Ends the file and describes it. */
  DataFile finish(PartitionSpec spec, StructLike partition, @Nullable Integer sortOrderId)
      throws IOException {
    writer.end(settings.footerProperties());
    Metrics metrics =
        ParquetUtil.footerMetrics(
            writer.getFooter(),
            bounds.stream().filter(Objects::nonNull).map(FloatBounds::metrics),
            settings.metrics());
    DataFiles.Builder file =
        DataFiles.builder(spec)
            .withPath(location())
            .withFormat(FileFormat.PARQUET)
            .withPartition(partition)
            .withEncryptionKeyMetadata(output.keyMetadata())
            .withFileSizeInBytes(writer.getPos())
            .withMetrics(metrics)
            .withSplitOffsets(ParquetUtil.getSplitOffsets(writer.getFooter()));
    if (sortOrderId != null) {
      file.withSortOrderId(sortOrderId);
    }
    return file.build();
  }

  /** Gives the file up; what was written of it is left for the caller to delete. */
  void abort() throws IOException {
    writer.abort();
    writer.close();
  }

  private static OutputFile adapt(org.apache.iceberg.io.OutputFile file) {
    return new OutputFile() {
      @Override
      public PositionOutputStream create(long blockSizeHint) {
        return adapt(file.create());
      }

      @Override
      public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return adapt(file.createOrOverwrite());
      }

      @Override
      public boolean supportsBlockSize() {
        return false;
      }

      @Override
      public long defaultBlockSize() {
        return 0;
      }
    };
  }

  private static PositionOutputStream adapt(org.apache.iceberg.io.PositionOutputStream stream) {
    return new DelegatingPositionOutputStream(stream) {
      @Override
      public long getPos() throws IOException {
        return stream.getPos();
      }
    };
  }
}
