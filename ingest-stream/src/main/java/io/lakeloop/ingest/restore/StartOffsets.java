package io.lakeloop.ingest.restore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where reading begins behind what the lake holds, and what Kafka has dropped on the way there.
 * Whether that is a reason to stop is the caller's to say.
 *
 * @param offsets the first offset to read of each partition
 * @param dropped a line for each partition of which Kafka no longer has all that the lake lacks
 */
public record StartOffsets(Map<TopicPartition, Long> offsets, List<String> dropped) {
  /** Copies both. */
  public StartOffsets {
    offsets = Map.copyOf(offsets);
    dropped = List.copyOf(dropped);
  }

  /**
   * Begins right behind what the lake holds, and where it holds nothing, or Kafka no longer has
   * that offset, at Kafka's first.
   *
   * @param firstInKafka the first offset that Kafka still has
   * @param nextInLake the offset behind the last that the lake holds, null where it holds none
   */
  public static StartOffsets behindLake(
      Collection<TopicPartition> partitions,
      Map<TopicPartition, Long> firstInKafka,
      Function<TopicPartition, @Nullable Long> nextInLake) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    List<String> dropped = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      long first = firstInKafka.getOrDefault(partition, 0L);
      Long next = nextInLake.apply(partition);
      if (next != null && next < first) {
        dropped.add(
            "%s: the lake holds offsets up to %d, Kafka's first is %d"
                .formatted(partition, next - 1, first));
      }
      offsets.put(partition, next == null ? first : Math.max(next, first));
    }
    return new StartOffsets(offsets, dropped);
  }
}
