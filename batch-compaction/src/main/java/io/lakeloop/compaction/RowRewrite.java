package io.lakeloop.compaction;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.BaseCombinedScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.RowDataWrapper;
import org.apache.iceberg.flink.sink.FlinkFileWriterFactory;
import org.apache.iceberg.flink.source.DataIterator;
import org.apache.iceberg.flink.source.RowDataFileScanTaskReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.DataWriteResult;
import org.apache.iceberg.io.FanoutDataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.PartitioningWriter;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a group row by row: deletes are applied, rows are ordered if asked for, and files of
 * other partitionings are spread over partitions. Commits nothing.
 */
final class RowRewrite {
  private final Table table;
  private final Schema schema;
  private final RowType type;
  private final @Nullable RowOrder order;
  private final long sortMemoryBytes;
  private final Path directory;

  /**
   * A rewrite of groups of one table.
   *
   * @param order null to leave rows as they come
   * @param directory for what does not fit into memory
   */
  RowRewrite(Table table, @Nullable RowOrder order, long sortMemoryBytes, Path directory) {
    this.table = table;
    this.schema =
        TableUtil.supportsRowLineage(table)
            ? MetadataColumns.schemaWithRowLineage(table.schema())
            : table.schema();
    this.type = FlinkSchemaUtil.convert(schema);
    this.order = order;
    this.sortMemoryBytes = sortMemoryBytes;
    this.directory = directory;
  }

  List<DataFile> rewrite(FileGroup group, OutputFileFactory outputs) throws IOException {
    PartitionSpec spec = Objects.requireNonNull(table.specs().get(group.specId()));
    FlinkFileWriterFactory.Builder factory =
        new FlinkFileWriterFactory.Builder(table)
            .dataFileFormat(format(table))
            .dataSchema(schema)
            .dataFlinkType(type);
    if (order != null && order.written() != null) {
      factory.dataSortOrder(order.written());
    }
    FanoutDataWriter<RowData> writer =
        new FanoutDataWriter<>(factory.build(), outputs, table.io(), group.fileBytes());
    try (writer;
        DataIterator<RowData> rows = open(group)) {
      Sink sink = new Sink(writer, spec);
      if (order == null) {
        while (rows.hasNext()) {
          sink.write(rows.next());
        }
      } else {
        sorted(rows, order, sink);
      }
    }
    return writer.result().dataFiles();
  }

  private void sorted(DataIterator<RowData> rows, RowOrder by, Sink sink) throws IOException {
    try (ExternalSort sort = new ExternalSort(type, by, sortMemoryBytes, directory)) {
      while (rows.hasNext()) {
        sort.add(rows.next());
      }
      try (CloseableIterable<RowOrder.KeyedRow> ordered = sort.rows();
          CloseableIterator<RowOrder.KeyedRow> iterator = ordered.iterator()) {
        while (iterator.hasNext()) {
          sink.write(iterator.next().row());
        }
      }
    }
  }

  /** Puts rows into their partitions. */
  private final class Sink {
    private final PartitioningWriter<RowData, DataWriteResult> writer;
    private final PartitionSpec spec;
    private final PartitionKey key;
    private final RowDataWrapper wrapper;

    Sink(PartitioningWriter<RowData, DataWriteResult> writer, PartitionSpec spec) {
      this.writer = writer;
      this.spec = spec;
      this.key = new PartitionKey(spec, schema);
      this.wrapper = new RowDataWrapper(type, schema.asStruct());
    }

    void write(RowData row) {
      key.partition(wrapper.wrap(row));
      writer.write(row, spec, key);
    }
  }

  private DataIterator<RowData> open(FileGroup group) {
    RowDataFileScanTaskReader reader =
        new RowDataFileScanTaskReader(
            table.schema(),
            schema,
            table.properties().get(TableProperties.DEFAULT_NAME_MAPPING),
            true,
            List.of());
    return new DataIterator<>(
        reader, new BaseCombinedScanTask(group.files()), table.io(), table.encryption());
  }

  static FileFormat format(Table table) {
    return FileFormat.fromString(
        table
            .properties()
            .getOrDefault(
                TableProperties.DEFAULT_FILE_FORMAT, TableProperties.DEFAULT_FILE_FORMAT_DEFAULT));
  }
}
