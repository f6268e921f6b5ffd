package io.lakeloop.detect;

import io.lakeloop.adapter.iceberg.SnapshotCoverage;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/**
 * The history of one stream as the lake holds it: which snapshot is read, and how far it reaches.
 *
 * @param snapshotId the snapshot that is read
 * @param coverage where Kafka goes on behind it
 */
record LakeHistory(long snapshotId, SnapshotCoverage coverage) {

  /** The stream's table as it is now; empty when it holds no row. */
  static Optional<LakeHistory> ofCurrent(Catalog catalog, StreamDefinition stream, String topic)
      throws IOException {
    Table table = catalog.loadTable(stream.table().identifier());
    if (table.currentSnapshot() == null) {
      return Optional.empty();
    }
    long snapshotId = table.currentSnapshot().snapshotId();
    SnapshotCoverage coverage = SnapshotCoverage.of(table, snapshotId, topic);
    return coverage.partitions().isEmpty()
        ? Optional.empty()
        : Optional.of(new LakeHistory(snapshotId, coverage));
  }

  /** The highest time that every partition has reached; empty when there is no partition. */
  OptionalLong reachedMicros() {
    return coverage.watermarkMicros(Duration.ZERO);
  }
}
