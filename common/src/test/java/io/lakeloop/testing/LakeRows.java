package io.lakeloop.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.io.DataWriter;

/**
 * Appends rows to a table by Iceberg's plain writers, as code that shares nothing with the jobs.
 */
public final class LakeRows {
  private LakeRows() {}

  /** Appends rows in one commit, one file for each partition of the table. */
  public static void append(Table table, List<Record> rows) throws IOException {
    AppendFiles append = table.newAppend();
    write(table, rows).forEach(append::appendFile);
    append.commit();
    table.refresh();
  }

  /** Writes rows, one file for each partition of the table, and commits nothing. */
  public static List<DataFile> write(Table table, List<Record> rows) throws IOException {
    Map<String, List<Record>> byPartition = new TreeMap<>();
    Map<String, PartitionKey> keys = new TreeMap<>();
    InternalRecordWrapper wrapper = new InternalRecordWrapper(table.schema().asStruct());
    for (Record row : rows) {
      PartitionKey key = new PartitionKey(table.spec(), table.schema());
      key.partition(wrapper.wrap(row));
      byPartition.computeIfAbsent(key.toPath(), path -> new ArrayList<>()).add(row);
      keys.put(key.toPath(), key);
    }
    List<DataFile> files = new ArrayList<>();
    for (Map.Entry<String, List<Record>> partition : byPartition.entrySet()) {
      files.add(write(table, keys.get(partition.getKey()), partition.getValue()));
    }
    return files;
  }

  private static DataFile write(Table table, PartitionKey key, List<Record> rows)
      throws IOException {
    String location = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .dataSchema(table.schema())
            .build()
            .newDataWriter(
                EncryptedFiles.encryptedOutput(
                    table.io().newOutputFile(location), EncryptionKeyMetadata.EMPTY),
                table.spec(),
                key);
    try (writer) {
      rows.forEach(writer::write);
    }
    return writer.toDataFile();
  }
}
