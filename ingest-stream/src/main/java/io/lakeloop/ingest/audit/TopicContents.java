package io.lakeloop.ingest.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Both sides of every partition of one topic while an audit runs. Thread-safe. */
final class TopicContents {
  private final Map<Integer, PartitionContents> partitions = new ConcurrentSkipListMap<>();
  private final NavigableMap<Integer, KafkaRange> ranges;

  /** Contents to be compared within the ranges that Kafka retains. */
  TopicContents(Map<Integer, KafkaRange> ranges) {
    this.ranges = new TreeMap<>(ranges);
    ranges.forEach((partition, range) -> partitions.put(partition, new PartitionContents(range)));
  }

  /** The contents of one partition; a partition that Kafka does not have retains nothing. */
  PartitionContents partition(int partition) {
    return partitions.computeIfAbsent(
        partition, absent -> new PartitionContents(new KafkaRange(0, 0)));
  }

  /** The lowest offset that Kafka retains in any partition from one number to another. */
  long lowestRetained(int fromPartition, int toPartition) {
    return ranges.subMap(fromPartition, true, toPartition, true).values().stream()
        .filter(range -> !range.isEmpty())
        .mapToLong(KafkaRange::first)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * The comparison of each partition.
   *
   * @param now the ranges after the audit: rows behind their ends cannot be
   */
  List<PartitionAudit> compare(String topic, Map<Integer, KafkaRange> now) {
    List<PartitionAudit> audits = new ArrayList<>();
    partitions.forEach(
        (partition, contents) -> {
          KafkaRange range = now.get(partition);
          audits.add(contents.compare(topic, partition, range == null ? 0 : range.end()));
        });
    return audits;
  }
}
