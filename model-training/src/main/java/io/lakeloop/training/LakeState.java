package io.lakeloop.training;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots a run reads, and what is known by them.
 *
 * @param transactionsSnapshot snapshot of {@code payments.transactions}
 * @param reportsSnapshot snapshot of {@code payments.fraud_reports}
 * @param until the day before which transactions and reports are known
 */
record LakeState(long transactionsSnapshot, long reportsSnapshot, LocalDate until) {
  private static final int EVENT_TIME =
      PaymentTables.TRANSACTIONS.schema().findField("event_time").fieldId();

  static LakeState of(Catalog catalog, TrainSettings settings) throws IOException {
    long transactions =
        snapshot(catalog, PaymentTables.TRANSACTIONS, settings.transactionsSnapshot());
    long reports = snapshot(catalog, PaymentTables.FRAUD_REPORTS, settings.reportsSnapshot());
    LocalDate until = settings.until();
    return new LakeState(
        transactions, reports, until == null ? latestDay(catalog, transactions) : until);
  }

  Map<String, Long> snapshots() {
    return Map.of(
        PaymentTables.TRANSACTIONS.name(),
        transactionsSnapshot,
        PaymentTables.FRAUD_REPORTS.name(),
        reportsSnapshot);
  }

  private static long snapshot(Catalog catalog, LakeTable definition, @Nullable Long asked) {
    Table table = catalog.loadTable(definition.identifier());
    if (asked != null) {
      if (table.snapshot(asked) == null) {
        throw new IllegalArgumentException(
            "snapshot %d is not one of %s, or has expired; give another, or none for the newest"
                .formatted(asked, definition.name()));
      }
      return asked;
    }
    if (table.currentSnapshot() == null) {
      throw new IllegalStateException(
          definition.name() + " has no snapshot yet; run the ingest job first");
    }
    return table.currentSnapshot().snapshotId();
  }

  /** The day of the latest transaction, by what files say of their rows. */
  private static LocalDate latestDay(Catalog catalog, long snapshotId) throws IOException {
    Table table = catalog.loadTable(PaymentTables.TRANSACTIONS.identifier());
    TableScan scan = table.newScan().useSnapshot(snapshotId).includeColumnStats();
    long latest = 0;
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        Map<Integer, ByteBuffer> bounds = task.file().upperBounds();
        ByteBuffer bound = bounds == null ? null : bounds.get(EVENT_TIME);
        if (bound != null) {
          Long value = Conversions.fromByteBuffer(Types.TimestampType.withZone(), bound);
          latest = Math.max(latest, value);
        }
      }
    }
    return LocalDate.ofEpochDay(TimeUnit.MICROSECONDS.toDays(latest));
  }
}
