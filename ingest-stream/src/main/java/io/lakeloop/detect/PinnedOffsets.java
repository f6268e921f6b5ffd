package io.lakeloop.detect;

import io.lakeloop.adapter.iceberg.SnapshotCoverage;
import io.lakeloop.ingest.restore.OffsetMismatchException;
import io.lakeloop.ingest.restore.StartOffsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts a topic exactly behind one snapshot of its table: no gap, no overlap. A partition without
 * a row in the snapshot starts at Kafka's first offset.
 */
final class PinnedOffsets implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final Map<Integer, Long> nextOffsets = new TreeMap<>();

  PinnedOffsets(SnapshotCoverage coverage) {
    coverage
        .partitions()
        .forEach((partition, covered) -> nextOffsets.put(partition, covered.nextOffset()));
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
    StartOffsets start =
        StartOffsets.behindLake(
            partitions,
            kafka.beginningOffsets(partitions),
            partition -> nextOffsets.get(partition.partition()));
    if (!start.dropped().isEmpty()) {
      throw new OffsetMismatchException(
          "Kafka has dropped records that the lake does not hold; they would be missing from what"
              + " is known.",
          start.dropped(),
          "Let the ingest job catch up or decide about the gap (ingest.start.accept-gaps), then"
              + " start again.");
    }
    return start.offsets();
  }

  @Override
  @SuppressWarnings("deprecation") // the connector's interface asks for it
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}
