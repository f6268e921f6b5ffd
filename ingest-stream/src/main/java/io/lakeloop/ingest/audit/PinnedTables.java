package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.iceberg.LakeTable;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Tables of the lake, each at the snapshot that was current when it was loaded. */
final class PinnedTables {
  private final SortedMap<String, Table> tables = new TreeMap<>();

  private final long loadedNanos = System.nanoTime();

  private PinnedTables() {}

  /**
   * Loads tables as they are now.
   *
   * @throws MissingTableException when one does not exist
   */
  static PinnedTables load(Catalog catalog, Collection<LakeTable> definitions)
      throws MissingTableException {
    PinnedTables pinned = new PinnedTables();
    for (LakeTable definition : definitions) {
      try {
        pinned.tables.put(definition.name(), catalog.loadTable(definition.identifier()));
      } catch (NoSuchTableException | NoSuchNamespaceException e) {
        throw new MissingTableException(definition.name(), e);
      }
    }
    return pinned;
  }

  /** A table that the ingest job makes when it starts. */
  static final class MissingTableException extends IOException {
    private static final long serialVersionUID = 1L;

    private MissingTableException(String table, Throwable cause) {
      super(
          "The table %s does not exist. Has the ingest job ever been started? Start it with 'lakeloop ingest', or by IngestJob on a Flink cluster, then audit again."
              .formatted(table),
          cause);
    }
  }

  Table table(LakeTable definition) {
    return Objects.requireNonNull(tables.get(definition.name()), definition.name());
  }

  /** When loading began, by {@link System#nanoTime()}. */
  long loadedNanos() {
    return loadedNanos;
  }

  /** The snapshot of each table; tables without one are absent. */
  SortedMap<String, Long> snapshots() {
    SortedMap<String, Long> snapshots = new TreeMap<>();
    for (Map.Entry<String, Table> table : tables.entrySet()) {
      Snapshot current = table.getValue().currentSnapshot();
      if (current != null) {
        snapshots.put(table.getKey(), current.snapshotId());
      }
    }
    return snapshots;
  }
}
