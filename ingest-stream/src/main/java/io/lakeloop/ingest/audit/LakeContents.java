package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.iceberg.FileRows;
import io.lakeloop.adapter.iceberg.LakeTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one topic out of its table and out of the dead letters, several files at once.
 * Of files whose offsets Kafka has all dropped, only the offsets are read.
 */
final class LakeContents {
  private static final String TOPIC = "topic";

  private final TopicContents contents;
  private final LongConsumer progress;

  /** Rows go to the contents; the progress hears the number of rows since it heard last. */
  LakeContents(TopicContents contents, LongConsumer progress) {
    this.contents = contents;
    this.progress = progress;
  }

  /** Reads the good rows of the pinned snapshot. */
  void readGoodRows(Table table) throws IOException {
    read(
        table,
        Expressions.alwaysTrue(),
        List.of(),
        (partition, offset, row, content) ->
            partition.addGood(offset, () -> content.ofGoodRow(offset, row)));
  }

  /** Reads a topic's dead letters of the pinned snapshot. */
  void readDeadLetters(Table table, String topic) throws IOException {
    read(
        table,
        Expressions.equal(TOPIC, topic),
        List.of(TOPIC),
        (partition, offset, row, content) ->
            partition.addDead(offset, () -> content.ofDeadLetter(offset, row)));
  }

  @FunctionalInterface
  private interface RowReader {
    void accept(PartitionContents partition, long offset, Record row, RowContent content);
  }

  private void read(Table table, Expression filter, List<String> filterColumns, RowReader reader)
      throws IOException {
    List<String> positionColumns = new ArrayList<>(filterColumns);
    positionColumns.add(LakeTable.KAFKA_PARTITION);
    positionColumns.add(LakeTable.KAFKA_OFFSET);
    Schema positions = table.schema().select(positionColumns);
    List<ParallelWork.Task> work = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .filter(filter)
            .includeColumnStats(List.of(LakeTable.KAFKA_PARTITION, LakeTable.KAFKA_OFFSET))
            .planFiles()) {
      for (FileScanTask task : tasks) {
        Schema columns = isAllDropped(table, task.file()) ? positions : table.schema();
        work.add(() -> read(table, task, columns, reader));
      }
    }
    ParallelWork.run(work);
  }

  /** Whether the file's bounds show that Kafka retains none of its offsets. */
  private boolean isAllDropped(Table table, DataFile file) {
    Long minPartition = bound(table, file.lowerBounds(), LakeTable.KAFKA_PARTITION);
    Long maxPartition = bound(table, file.upperBounds(), LakeTable.KAFKA_PARTITION);
    Long maxOffset = bound(table, file.upperBounds(), LakeTable.KAFKA_OFFSET);
    return minPartition != null
        && maxPartition != null
        && maxOffset != null
        && maxOffset < contents.lowestRetained(minPartition.intValue(), maxPartition.intValue());
  }

  private static @Nullable Long bound(
      Table table, @Nullable Map<Integer, ByteBuffer> bounds, String column) {
    Types.NestedField field = table.schema().findField(column);
    ByteBuffer bound = bounds == null ? null : bounds.get(field.fieldId());
    return bound == null
        ? null
        : ((Number) Conversions.fromByteBuffer(field.type(), bound)).longValue();
  }

  private void read(Table table, FileScanTask task, Schema columns, RowReader reader)
      throws IOException {
    RowContent content = new RowContent();
    try (CloseableIterable<Record> rows = FileRows.open(table, task, columns)) {
      for (Record row : rows) {
        reader.accept(
            contents.partition((Integer) row.getField(LakeTable.KAFKA_PARTITION)),
            (Long) row.getField(LakeTable.KAFKA_OFFSET),
            row,
            content);
      }
    } catch (NotFoundException e) {
      throw new IOException(
          "The table %s lists a file that storage does not have: %s. Restore the file, or remove it from the table and audit again to see what is missing."
              .formatted(table.name(), task.file().location()),
          e);
    }
    progress.accept(task.file().recordCount());
  }
}
