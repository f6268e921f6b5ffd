package io.lakeloop.compaction.merge;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnReader;
import org.apache.iceberg.shaded.org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;

/** One row group of one input file. */
final class RowGroup {
  private final SourceFile file;
  private final int ordinal;
  private final BlockMetaData metadata;
  private final Map<ColumnPath, ColumnChunkMetaData> chunks = new HashMap<>();

  RowGroup(SourceFile file, int ordinal) {
    this.file = file;
    this.ordinal = ordinal;
    this.metadata = file.footer().getBlocks().get(ordinal);
    metadata.getColumns().forEach(chunk -> chunks.put(chunk.getPath(), chunk));
  }

  SourceFile file() {
    return file;
  }

  long rows() {
    return metadata.getRowCount();
  }

  /** The bytes that the row group's columns take in the file. */
  long sizeBytes() {
    return sizeBytes(metadata);
  }

  static long sizeBytes(BlockMetaData rowGroup) {
    long size = 0;
    for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
      size += chunk.getTotalSize();
    }
    return size;
  }

  ColumnChunkMetaData chunk(ColumnDescriptor column) {
    ColumnChunkMetaData chunk = chunks.get(ColumnPath.get(column.getPath()));
    if (chunk == null) {
      throw new IllegalStateException(
          "A row group of "
              + file.memory()
              + " has no column "
              + String.join(".", column.getPath()));
    }
    return chunk;
  }

  MemoryFile.Range load() {
    return file.load(metadata);
  }

  /**
   * Reads one column's values with their levels.
   *
   * @param schema the file's schema with that column alone
   */
  void read(
      ColumnDescriptor column, MessageType schema, ParquetReadOptions options, ReadAction action)
      throws IOException {
    try (ParquetFileReader reader = file.reader(options)) {
      reader.setRequestedSchema(schema);
      ColumnReader values =
          new ColumnReadStoreImpl(
                  reader.readRowGroup(ordinal), new NoRecord(schema), schema, file.createdBy())
              .getColumnReader(column);
      action.read(values, chunk(column).getValueCount());
    }
  }

  /** What is done with a column's values. */
  interface ReadAction {
    /**
     * Reads the values.
     *
     * @param count how many values there are, nulls and empty lists among them
     */
    void read(ColumnReader values, long count) throws IOException;
  }
}
