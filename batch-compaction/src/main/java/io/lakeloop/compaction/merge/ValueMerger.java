package io.lakeloop.compaction.merge;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnReader;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.ParquetProperties;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.jspecify.annotations.Nullable;

/**
 * Merges one column value by value: decoded, with repetition and definition levels, and encoded
 * again by Parquet's own column writer. Takes any encoding, page version, codec and nesting, and
 * rebuilds bloom filters.
 */
final class ValueMerger {
  private final MergeSettings settings;
  private final ColumnSchema column;

  ValueMerger(MergeSettings settings, ColumnSchema column) {
    this.settings = settings;
    this.column = column;
  }

  /**
   * @param bounds takes the column's NaN count and bounds; null unless it is of floating point
   */
  MergedColumn merge(List<RowGroup> rowGroups, @Nullable FloatBounds bounds) throws IOException {
    ParquetProperties properties = settings.parquet();
    BytesInputCompressor compressor = settings.codecs().getCompressor(settings.codec());
    try {
      ColumnChunkPageWriteStore pages =
          new ColumnChunkPageWriteStore(
              compressor,
              column.schema(),
              properties.getAllocator(),
              properties.getColumnIndexTruncateLength(),
              properties.getPageWriteChecksumEnabled());
      try (ColumnWriteStore store = properties.newColumnWriteStore(column.schema(), pages, pages)) {
        ParquetReadOptions options = SourceFile.options(settings);
        ColumnWriter writer = store.getColumnWriter(column.descriptor());
        for (RowGroup rowGroup : rowGroups) {
          rowGroup.read(
              column.descriptor(),
              column.schema(),
              options,
              (values, count) -> copy(values, count, writer, store, bounds));
        }
      }
      return target -> {
        try (pages) {
          pages.flushToFileWriter(target);
        }
      };
    } finally {
      compressor.release();
    }
  }

  /** Counts a column's NaN and finds its bounds, writing nothing. */
  void measure(RowGroup rowGroup, ParquetReadOptions options, FloatBounds bounds)
      throws IOException {
    rowGroup.read(
        column.descriptor(),
        column.schema(),
        options,
        (values, count) -> {
          int defined = column.descriptor().getMaxDefinitionLevel();
          for (long left = count; left > 0; left--) {
            if (values.getCurrentDefinitionLevel() < defined) {
              bounds.addNull();
            } else {
              bounds.add(column.isFloat() ? values.getFloat() : values.getDouble());
            }
            values.consume();
          }
        });
  }

  private void copy(
      ColumnReader values,
      long count,
      ColumnWriter writer,
      ColumnWriteStore store,
      @Nullable FloatBounds bounds) {
    ColumnDescriptor descriptor = column.descriptor();
    int defined = descriptor.getMaxDefinitionLevel();
    boolean open = false;
    for (long i = 0; i < count; i++) {
      int repetition = values.getCurrentRepetitionLevel();
      int definition = values.getCurrentDefinitionLevel();
      if (open && repetition == 0) {
        store.endRecord();
      }
      open = true;
      if (definition < defined) {
        writer.writeNull(repetition, definition);
        if (bounds != null) {
          bounds.addNull();
        }
      } else {
        write(values, writer, repetition, definition, bounds);
      }
      values.consume();
    }
    if (open) {
      store.endRecord();
    }
  }

  private void write(
      ColumnReader values,
      ColumnWriter writer,
      int repetition,
      int definition,
      @Nullable FloatBounds bounds) {
    switch (column.descriptor().getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> writer.write(values.getInteger(), repetition, definition);
      case INT64 -> writer.write(values.getLong(), repetition, definition);
      case BOOLEAN -> writer.write(values.getBoolean(), repetition, definition);
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
          writer.write(values.getBinary(), repetition, definition);
      case FLOAT -> {
        float value = values.getFloat();
        writer.write(value, repetition, definition);
        if (bounds != null) {
          bounds.add(value);
        }
      }
      case DOUBLE -> {
        double value = values.getDouble();
        writer.write(value, repetition, definition);
        if (bounds != null) {
          bounds.add(value);
        }
      }
    }
  }
}
