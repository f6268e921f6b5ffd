package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.SnapshotCoverage;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/**
 * Waits, up to a deadline, for commits of the ingest job. Tables are only read when they change.
 */
final class LakeCatchUp {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Catalog catalog;
  private final Collection<LakeTable> definitions;
  private final Map<String, StreamDefinition> streams;
  private final long deadlineNanos;

  LakeCatchUp(
      Catalog catalog,
      Collection<LakeTable> definitions,
      Map<String, StreamDefinition> streams,
      Duration wait) {
    this.catalog = catalog;
    this.definitions = definitions;
    this.streams = streams;
    this.deadlineNanos = System.nanoTime() + wait.toNanos();
  }

  /** The tables as they are now. */
  PinnedTables tables() throws IOException {
    return PinnedTables.load(catalog, definitions);
  }

  /**
   * Waits until every table exists and the last record of every partition has a row.
   *
   * @param recordEnds of each topic, the offset behind the last record of each partition
   * @return the tables then, or at the deadline
   * @throws IOException when a table does not exist at the deadline, or cannot be read
   */
  PinnedTables awaitRecords(Map<String, Map<Integer, Long>> recordEnds) throws IOException {
    PinnedTables tables = awaitTables();
    while (!covers(tables, recordEnds)) {
      Optional<PinnedTables> newer = awaitCommit(tables);
      if (newer.isEmpty()) {
        return tables;
      }
      tables = newer.get();
    }
    return tables;
  }

  /** Waits until the ingest job has made its tables. */
  private PinnedTables awaitTables() throws IOException {
    while (true) {
      try {
        return tables();
      } catch (PinnedTables.MissingTableException e) {
        if (isOver(System.nanoTime())) {
          throw e;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  /**
   * Waits until a table has another snapshot. Tables that were loaded before the deadline are
   * compared with the present ones once more even when it has passed since, because reading them
   * takes time of its own.
   *
   * @return the tables then, empty when there was no commit up to the deadline
   */
  Optional<PinnedTables> awaitCommit(PinnedTables tables) throws IOException {
    if (isOver(tables.loadedNanos())) {
      return Optional.empty();
    }
    while (true) {
      PinnedTables now = tables();
      if (!now.snapshots().equals(tables.snapshots())) {
        return Optional.of(now);
      }
      if (isOver(System.nanoTime())) {
        return Optional.empty();
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private boolean isOver(long nanos) {
    return nanos - deadlineNanos >= 0;
  }

  private boolean covers(PinnedTables tables, Map<String, Map<Integer, Long>> recordEnds)
      throws IOException {
    for (Map.Entry<String, StreamDefinition> stream : streams.entrySet()) {
      Map<Integer, Long> ends = recordEnds.getOrDefault(stream.getKey(), Map.of());
      Map<Integer, Long> open = new HashMap<>(ends);
      removeCovered(open, tables.table(stream.getValue().table()), stream.getKey());
      if (!open.isEmpty()) {
        removeCovered(open, tables.table(PaymentTables.DEAD_LETTERS), stream.getKey());
      }
      if (!open.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static void removeCovered(Map<Integer, Long> ends, Table table, String topic)
      throws IOException {
    Snapshot current = table.currentSnapshot();
    if (current != null && !ends.isEmpty()) {
      SnapshotCoverage.of(table, current.snapshotId(), topic)
          .partitions()
          .forEach(
              (partition, covered) ->
                  ends.computeIfPresent(
                      partition, (p, end) -> covered.nextOffset() >= end ? null : end));
    }
  }
}
