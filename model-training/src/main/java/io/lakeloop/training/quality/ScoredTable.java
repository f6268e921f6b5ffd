package io.lakeloop.training.quality;

import io.lakeloop.adapter.iceberg.PaymentTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * A snapshot of {@code scored_transactions}, and what its files tell without being read.
 *
 * @param schema the columns, as the catalog numbers them
 * @param snapshotId the snapshot
 * @param firstMicros the first event time, UTC, microseconds since 1970
 * @param lastMicros the last event time
 */
record ScoredTable(Schema schema, long snapshotId, long firstMicros, long lastMicros) {
  private static final String TIME = "event_time";

  /**
   * Looks at the table as it is now.
   *
   * @throws IllegalStateException when nothing was scored yet
   */
  static ScoredTable of(Table table) throws IOException {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    if (table.currentSnapshot() != null) {
      int time = table.schema().findField(TIME).fieldId();
      try (CloseableIterable<FileScanTask> tasks =
          table.newScan().includeColumnStats().planFiles()) {
        for (FileScanTask task : tasks) {
          first = Math.min(first, bound(task.file().lowerBounds(), time, Long.MAX_VALUE));
          last = Math.max(last, bound(task.file().upperBounds(), time, Long.MIN_VALUE));
        }
      }
    }
    if (last == Long.MIN_VALUE) {
      throw new IllegalStateException(
          PaymentTables.SCORED_TRANSACTIONS.name()
              + " has no row; has the detect job run, and committed?");
    }
    return new ScoredTable(table.schema(), table.currentSnapshot().snapshotId(), first, last);
  }

  private static long bound(Map<Integer, ByteBuffer> bounds, int column, long none) {
    ByteBuffer bound = bounds == null ? null : bounds.get(column);
    if (bound == null) {
      return none;
    }
    Long value = Conversions.fromByteBuffer(Types.TimestampType.withZone(), bound);
    return value;
  }

  /** At most so many rows are there between two times. */
  long rows(Table table, long fromMicros, long toMicros) throws IOException {
    long rows = 0;
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .useSnapshot(snapshotId)
            .filter(Expressions.greaterThanOrEqual(TIME, fromMicros))
            .filter(Expressions.lessThan(TIME, toMicros))
            .planFiles()) {
      for (FileScanTask task : tasks) {
        rows += task.file().recordCount();
      }
    }
    return rows;
  }
}
