package io.lakeloop.ingest.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job without state starts exactly behind what the lake holds, so that a lost checkpoint or a new
 * job id costs nothing. Partitions that the lake has no record of start at Kafka's first offset.
 *
 * <p>Refuses to start where Kafka no longer has the offset to go on from, and where the lake's last
 * commit is incomplete. While running, an offset that Kafka has dropped fails the job rather than
 * being skipped.
 */
public final class LakeOffsetsInitializer implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LakeOffsetsInitializer.class);

  private final LakeOffsets lake;
  private final boolean acceptGaps;

  /** Start behind what the lake holds; with {@code acceptGaps}, also where records are lost. */
  public LakeOffsetsInitializer(LakeOffsets lake, boolean acceptGaps) {
    this.lake = lake;
    this.acceptGaps = acceptGaps;
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever kafka) {
    Map<TopicPartition, Long> first = kafka.beginningOffsets(partitions);
    Map<TopicPartition, Long> covered;
    try {
      covered = lake.nextOffsets();
      if (!acceptGaps) {
        lake.requireCompleteTail(first);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read from the lake what it holds", e);
    }
    StartOffsets start = StartOffsets.behindLake(partitions, first, covered::get);
    if (!start.dropped().isEmpty() && !acceptGaps) {
      throw new OffsetMismatchException(
          "Kafka has dropped records that the lake does not hold; going on would lose them.",
          start.dropped(),
          "Restore them to the topic if you can. To go on without them, set"
              + " ingest.start.accept-gaps=true.");
    }
    LOG.info("Starting behind what the lake holds: {}", start.offsets());
    return start.offsets();
  }

  @Override
  @SuppressWarnings("deprecation") // the connector's interface asks for it
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}
