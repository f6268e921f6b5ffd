package io.lakeloop.compaction;

import java.io.IOException;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Deletes rows by position, as another engine would. */
final class PositionDeletes {
  private PositionDeletes() {}

  static void deleteFirstRowOfFirstFile(Table table) throws IOException {
    table.refresh();
    DataFile file;
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .filter(Expressions.lessThan("event_time", "2026-03-02T00:00:00+00:00"))
            .planFiles()) {
      file = tasks.iterator().next().file();
    }
    String location = table.location() + "/data/" + UUID.randomUUID() + "-deletes.parquet";
    PositionDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .deleteFileFormat(FileFormat.PARQUET)
            .build()
            .newPositionDeleteWriter(
                EncryptedFiles.encryptedOutput(
                    table.io().newOutputFile(location), EncryptionKeyMetadata.EMPTY),
                table.specs().get(file.specId()),
                file.partition());
    try (writer) {
      writer.write(PositionDelete.<Record>create().set(file.location(), 0));
    }
    table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
  }
}
