package io.lakeloop.adapter.iceberg;

import java.io.IOException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the rows of one file. Iceberg's own generic reader only reads whole scans; this
 * one lets a caller choose and spread files. What is written is in no snapshot until the caller
 * commits it.
 */
public final class FileRows {
  private FileRows() {}

  /**
   * Opens a file; deletes are applied and rows that the task's filter excludes are left out.
   *
   * @param columns the columns to read, among them those that the scan filters by
   */
  public static CloseableIterable<Record> open(Table table, FileScanTask task, Schema columns) {
    GenericDeleteFilter deletes =
        new GenericDeleteFilter(table.io(), task, table.schema(), columns);
    Schema required = deletes.requiredSchema();
    CloseableIterable<Record> rows =
        FormatModelRegistry.<Record, Schema>readBuilder(
                task.file().format(), Record.class, table.io().newInputFile(task.file()))
            .project(required)
            .idToConstant(
                PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant))
            .split(task.start(), task.length())
            .filter(task.residual())
            .build();
    CloseableIterable<Record> live = deletes.filter(rows);
    if (task.residual().op() == Expression.Operation.TRUE) {
      return live;
    }
    InternalRecordWrapper wrapper = new InternalRecordWrapper(required.asStruct());
    Evaluator evaluator = new Evaluator(required.asStruct(), task.residual());
    return CloseableIterable.filter(live, row -> evaluator.eval(wrapper.wrap(row)));
  }

  /**
   * Writes a Parquet file of a table without partitions.
   *
   * @param name the file's, unlike any other of the table
   * @return the file, to be committed
   * @throws IllegalArgumentException when the table has partitions
   */
  public static DataFile write(Table table, String name, Iterable<Record> rows) throws IOException {
    if (table.spec().isPartitioned()) {
      throw new IllegalArgumentException(
          table.name() + " has partitions; its rows cannot all stand in one file");
    }
    return write(table, null, name, rows);
  }

  /**
   * Writes a Parquet file of one partition of a table.
   *
   * @param partition that of every row; null when the table has no partitions
   * @param name the file's, unlike any other of the table
   * @return the file, to be committed
   */
  static DataFile write(
      Table table, @Nullable PartitionKey partition, String name, Iterable<Record> rows)
      throws IOException {
    String location =
        partition == null
            ? table.locationProvider().newDataLocation(name)
            : table.locationProvider().newDataLocation(table.spec(), partition, name);
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .dataSchema(table.schema())
            .build()
            .newDataWriter(
                EncryptedFiles.encryptedOutput(
                    table.io().newOutputFile(location), EncryptionKeyMetadata.EMPTY),
                table.spec(),
                partition);
    try (writer) {
      rows.forEach(writer::write);
    }
    return writer.toDataFile();
  }
}
