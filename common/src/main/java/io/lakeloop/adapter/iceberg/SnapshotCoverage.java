package io.lakeloop.adapter.iceberg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

/**
 * What one snapshot of an ingested table covers of a topic, told from the table alone and exactly.
 *
 * <p>The bounds that every data file carries for its columns answer for most files. A file that
 * mixes Kafka partitions is read, those columns only, and only when its bounds leave open that it
 * raises a maximum. Compacted files and files without bounds are therefore covered as well. In an
 * append-only table that leaves the last few files, with two exceptions: a Kafka partition without
 * any row, whose absence no bound can show, has every file read that spans its number, and files of
 * dead letters that mix topics are read unless the offsets of the topic asked about lie higher.
 *
 * @param partitions for each Kafka partition with a row, how far the rows reach
 */
public record SnapshotCoverage(Map<Integer, PartitionCoverage> partitions) {

  /**
   * How far the rows of one Kafka partition reach.
   *
   * @param nextOffset the offset behind the last row
   * @param maxTimeMicros the highest event time, UTC, microseconds since 1970
   */
  public record PartitionCoverage(long nextOffset, long maxTimeMicros) {}

  /** Copies the map, in the order of partitions. */
  public SnapshotCoverage {
    partitions = Collections.unmodifiableMap(new TreeMap<>(partitions));
  }

  /** The coverage of a table without a snapshot. */
  public static SnapshotCoverage empty() {
    return new SnapshotCoverage(Map.of());
  }

  /**
   * The event time up to which every partition has been read: events before it are late.
   *
   * @param maxLateness how far events may be out of order
   * @return UTC, microseconds since 1970, or empty when there is no row
   */
  public OptionalLong watermarkMicros(Duration maxLateness) {
    return partitions.values().stream().mapToLong(PartitionCoverage::maxTimeMicros).min().stream()
        .map(time -> time - TimeUnit.NANOSECONDS.toMicros(maxLateness.toNanos()))
        .findFirst();
  }

  /** The coverage of a table as it is now: of its current snapshot, or none. */
  public static SnapshotCoverage ofCurrent(Table table, String topic) throws IOException {
    return table.currentSnapshot() == null
        ? empty()
        : of(table, table.currentSnapshot().snapshotId(), topic);
  }

  /**
   * Reads the coverage of a snapshot.
   *
   * @param table an ingested table; its time column is the one that it is partitioned by
   * @param snapshotId a snapshot of the table
   * @param topic the topic asked about; in a table without a column {@code topic}, all rows are of
   *     it
   * @throws IOException when a file cannot be read
   */
  public static SnapshotCoverage of(Table table, long snapshotId, String topic) throws IOException {
    return new Reader(table, snapshotId, topic).read();
  }

  /** One reading of a table's files. */
  private static final class Reader {
    private static final String TOPIC = "topic";

    private final Table table;
    private final long snapshotId;
    private final String topic;
    private final Expression filter;
    private final String timeColumn;
    private final Schema columns;
    private final Map<Integer, Long> nextOffset = new TreeMap<>();
    private final Map<Integer, Long> maxTime = new TreeMap<>();

    Reader(Table table, long snapshotId, String topic) {
      this.table = table;
      this.snapshotId = snapshotId;
      this.topic = topic;
      Schema schema = table.schema();
      boolean hasTopic = schema.findField(TOPIC) != null;
      this.filter = hasTopic ? Expressions.equal(TOPIC, topic) : Expressions.alwaysTrue();
      this.timeColumn = schema.findColumnName(table.spec().fields().get(0).sourceId());
      List<String> names =
          new ArrayList<>(List.of(LakeTable.KAFKA_PARTITION, LakeTable.KAFKA_OFFSET, timeColumn));
      if (hasTopic) {
        names.add(TOPIC);
      }
      this.columns = schema.select(names);
    }

    SnapshotCoverage read() throws IOException {
      List<Bounded> mixed = new ArrayList<>();
      try (CloseableIterable<FileScanTask> tasks =
          table
              .newScan()
              .useSnapshot(snapshotId)
              .filter(filter)
              .includeColumnStats(columns.columns().stream().map(c -> c.name()).toList())
              .planFiles()) {
        for (FileScanTask task : tasks) {
          Bounded file = new Bounded(task);
          if (file.answersAlone()) {
            raise((int) file.partitions.high(), file.offsets.high(), file.times.high());
          } else {
            mixed.add(file);
          }
        }
      }
      mixed.sort(Comparator.comparingLong((Bounded file) -> file.offsets.high()).reversed());
      for (Bounded file : mixed) {
        if (file.mayRaise()) {
          readRows(file.task);
        }
      }
      Map<Integer, PartitionCoverage> partitions = new TreeMap<>();
      nextOffset.forEach(
          (partition, next) ->
              partitions.put(
                  partition,
                  new PartitionCoverage(next, maxTime.getOrDefault(partition, Long.MIN_VALUE))));
      return new SnapshotCoverage(partitions);
    }

    private void raise(int partition, long offset, long timeMicros) {
      nextOffset.merge(partition, offset + 1, Math::max);
      maxTime.merge(partition, timeMicros, Math::max);
    }

    private void readRows(FileScanTask task) throws IOException {
      try (CloseableIterable<Record> rows = FileRows.open(table, task, columns)) {
        for (Record row : rows) {
          raise(
              (Integer) row.getField(LakeTable.KAFKA_PARTITION),
              (Long) row.getField(LakeTable.KAFKA_OFFSET),
              DateTimeUtil.microsFromTimestamptz((OffsetDateTime) row.getField(timeColumn)));
        }
      }
    }

    /** A closed range of values; the widest one where a file has no bounds. */
    private record Range(long low, long high) {
      static final Range UNKNOWN = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

      boolean isOneValue() {
        return low == high;
      }
    }

    /** A file with the ranges that its bounds tell. */
    private final class Bounded {
      private final FileScanTask task;
      private final Range partitions;
      private final Range offsets;
      private final Range times;

      Bounded(FileScanTask task) {
        this.task = task;
        this.partitions = range(task.file(), LakeTable.KAFKA_PARTITION);
        this.offsets = range(task.file(), LakeTable.KAFKA_OFFSET);
        this.times = range(task.file(), timeColumn);
      }

      private Range range(DataFile file, String column) {
        return bound(file.lowerBounds(), column) instanceof Number low
                && bound(file.upperBounds(), column) instanceof Number high
            ? new Range(low.longValue(), high.longValue())
            : Range.UNKNOWN;
      }

      /** A number, or a text as a string; null when the file has no such bound. */
      private @Nullable Object bound(@Nullable Map<Integer, ByteBuffer> bounds, String column) {
        var field = table.schema().findField(column);
        ByteBuffer buffer = bounds == null ? null : bounds.get(field.fieldId());
        Object value = buffer == null ? null : Conversions.fromByteBuffer(field.type(), buffer);
        return value instanceof CharSequence text ? text.toString() : value;
      }

      /** One Kafka partition, whole, with no row that the filter or a delete takes away. */
      boolean answersAlone() {
        return partitions.isOneValue()
            && !offsets.equals(Range.UNKNOWN)
            && !times.equals(Range.UNKNOWN)
            && task.deletes().isEmpty()
            && isOfTheTopicAlone();
      }

      /** A truncated bound is another text than the value, so equal bounds are whole values. */
      private boolean isOfTheTopicAlone() {
        return task.residual().op() == Expression.Operation.TRUE
            || (topic.equals(bound(task.file().lowerBounds(), TOPIC))
                && topic.equals(bound(task.file().upperBounds(), TOPIC)));
      }

      /**
       * Whether some partition in the file's range is not known to reach as far as the file's
       * bounds.
       */
      boolean mayRaise() {
        if (partitions.equals(Range.UNKNOWN)) {
          return true;
        }
        for (long partition = partitions.low(); partition <= partitions.high(); partition++) {
          if (nextOffset.getOrDefault((int) partition, Long.MIN_VALUE) <= offsets.high()
              || maxTime.getOrDefault((int) partition, Long.MIN_VALUE) < times.high()) {
            return true;
          }
        }
        return false;
      }
    }
  }
}
