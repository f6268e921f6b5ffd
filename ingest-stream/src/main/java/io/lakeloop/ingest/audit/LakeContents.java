package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.iceberg.FileRows;
import io.lakeloop.adapter.iceberg.LakeTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one topic out of its table and out of the dead letters. */
final class LakeContents {
  private static final Set<String> FILLED_BY_THE_JOB =
      Set.of(
          LakeTable.KAFKA_PARTITION,
          LakeTable.KAFKA_OFFSET,
          LakeTable.INGESTED_AT,
          LakeTable.SCHEMA_ID);

  private final ContentHash hash = new ContentHash();
  private final Map<Integer, PartitionContents> partitions;
  private final LongConsumer progress;

  /**
   * Rows go to the contents of their partition; the progress hears the number of rows since it
   * heard last.
   */
  LakeContents(Map<Integer, PartitionContents> partitions, LongConsumer progress) {
    this.partitions = partitions;
    this.progress = progress;
  }

  /** Reads the good rows of the current snapshot. */
  void readGoodRows(Table table) throws IOException {
    read(
        table,
        Expressions.alwaysTrue(),
        row -> {
          long offset = (Long) row.getField(LakeTable.KAFKA_OFFSET);
          contents(row).addGood(offset, () -> hash.ofRow(offset, row, FILLED_BY_THE_JOB));
        });
  }

  /** Reads a topic's dead letters of the current snapshot. */
  void readDeadLetters(Table table, String topic) throws IOException {
    read(
        table,
        Expressions.equal("topic", topic),
        row -> {
          long offset = (Long) row.getField(LakeTable.KAFKA_OFFSET);
          contents(row).addDead(offset, () -> hashOfLetter(offset, row));
        });
  }

  private PartitionContents contents(Record row) {
    return partitions.computeIfAbsent(
        (Integer) row.getField(LakeTable.KAFKA_PARTITION),
        partition -> PartitionContents.ofLakeOnly());
  }

  private long hashOfLetter(long offset, Record row) {
    List<Map.Entry<String, byte @Nullable []>> headers = new ArrayList<>();
    for (Object header : (List<?>) row.getField("headers")) {
      Record entry = (Record) header;
      headers.add(
          new SimpleImmutableEntry<>(
              (String) entry.getField("key"), bytes(entry.getField("value"))));
    }
    return hash.ofRaw(offset, bytes(row.getField("key")), bytes(row.getField("value")), headers);
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @FunctionalInterface
  private interface RowReader {
    void accept(Record row);
  }

  private void read(Table table, Expression filter, RowReader reader) throws IOException {
    Schema columns = table.schema();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().filter(filter).planFiles()) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<Record> rows = FileRows.open(table, task, columns)) {
          rows.forEach(reader::accept);
        } catch (NotFoundException e) {
          throw new IOException(
              "The table %s lists a file that storage does not have: %s. Restore the file, or remove it from the table and audit again to see what is missing."
                  .formatted(table.name(), task.file().location()),
              e);
        }
        progress.accept(task.file().recordCount());
      }
    }
  }
}
