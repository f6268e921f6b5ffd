package io.lakeloop.ingest.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What Kafka retains: ranges of offsets, and the committed records in them. Joins no consumer
 * group, commits no offset and creates no topic.
 */
final class KafkaTopics {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long FIRST_LOOK_BACK = 64;

  private final Properties properties = new Properties();
  private final String bootstrapServers;
  private final Duration maxStall;

  /**
   * The topics of a cluster.
   *
   * @param more further consumer properties, such as those for authentication; what the audit
   *     relies on cannot be overridden
   * @param maxStall reading fails when nothing comes for so long
   */
  KafkaTopics(String bootstrapServers, Map<String, String> more, Duration maxStall) {
    this.bootstrapServers = bootstrapServers;
    this.maxStall = maxStall;
    properties.setProperty("max.poll.records", "5000");
    properties.setProperty("default.api.timeout.ms", "20000");
    more.forEach(properties::setProperty);
    properties.setProperty("bootstrap.servers", bootstrapServers);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("auto.offset.reset", "earliest");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("allow.auto.create.topics", "false");
    properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith("group."))
        .forEach(properties::remove);
  }

  /** A use of a consumer. */
  @FunctionalInterface
  private interface Use<T> {
    T apply(KafkaConsumer<byte[], byte[]> consumer) throws IOException;
  }

  private <T> T withConsumer(Use<T> use) throws IOException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return use.apply(consumer);
    } catch (TimeoutException e) {
      throw new IOException(
          "Kafka at %s does not answer. Do the brokers run, and is the address right?"
              .formatted(bootstrapServers),
          e);
    } catch (KafkaException e) {
      throw new IOException("Kafka at %s cannot be read".formatted(bootstrapServers), e);
    }
  }

  /**
   * The range that each partition of a topic retains now.
   *
   * @throws IllegalArgumentException when there is no such topic
   */
  SortedMap<Integer, KafkaRange> ranges(String topic) throws IOException {
    return withConsumer(
        consumer -> {
          List<TopicPartition> all = partitions(consumer, topic);
          Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
          Map<TopicPartition, Long> end = consumer.endOffsets(all);
          SortedMap<Integer, KafkaRange> ranges = new TreeMap<>();
          for (TopicPartition partition : all) {
            ranges.put(
                partition.partition(),
                new KafkaRange(first.getOrDefault(partition, 0L), end.getOrDefault(partition, 0L)));
          }
          return ranges;
        });
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> infos;
    try {
      infos = consumer.partitionsFor(topic);
    } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
      infos = List.of();
    }
    if (infos == null || infos.isEmpty()) {
      throw new IllegalArgumentException(
          "Kafka has no topic '%s'. The topics' names are set by ingest.topic.transactions and ingest.topic.fraud-reports"
              .formatted(topic));
    }
    return infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /**
   * The offset behind the last record of each partition: transaction markers and compacted records
   * at the end of a range are none. Partitions without a record are absent.
   */
  Map<Integer, Long> recordEnds(String topic, Map<Integer, KafkaRange> ranges) throws IOException {
    Map<Integer, Long> ends = new HashMap<>();
    for (long lookBack = FIRST_LOOK_BACK; ; lookBack *= 32) {
      Map<Integer, KafkaRange> open = new TreeMap<>();
      for (Map.Entry<Integer, KafkaRange> entry : ranges.entrySet()) {
        KafkaRange range = entry.getValue();
        if (!range.isEmpty() && !ends.containsKey(entry.getKey())) {
          long from = Math.max(range.first(), range.end() - lookBack);
          open.put(entry.getKey(), new KafkaRange(from, range.end()));
        }
      }
      if (open.isEmpty()) {
        return ends;
      }
      read(
          topic,
          open,
          record -> ends.merge(record.partition(), record.offset() + 1, Math::max),
          count -> {});
      boolean wentBackToTheFirst =
          open.entrySet().stream()
              .allMatch(entry -> firstOf(ranges, entry.getKey()) == entry.getValue().first());
      if (wentBackToTheFirst) {
        return ends;
      }
    }
  }

  private static long firstOf(Map<Integer, KafkaRange> ranges, int partition) {
    KafkaRange range = ranges.get(partition);
    return range == null ? 0 : range.first();
  }

  /** Takes each record that is read. */
  @FunctionalInterface
  interface Reader {
    void accept(ConsumerRecord<byte[], byte[]> record) throws IOException;
  }

  /**
   * Reads every committed record in some ranges of a topic.
   *
   * @param progress hears the number of records since it heard last
   * @throws IOException when Kafka makes no headway
   */
  void read(String topic, Map<Integer, KafkaRange> ranges, Reader reader, LongConsumer progress)
      throws IOException {
    withConsumer(
        consumer -> {
          List<TopicPartition> open = new ArrayList<>();
          ranges.forEach(
              (partition, range) -> {
                if (!range.isEmpty()) {
                  open.add(new TopicPartition(topic, partition));
                }
              });
          consumer.assign(open);
          open.forEach(p -> consumer.seek(p, firstOf(ranges, p.partition())));
          long lastHeadway = System.nanoTime();
          while (!open.isEmpty()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
              KafkaRange range = ranges.get(record.partition());
              if (range != null && range.retains(record.offset())) {
                reader.accept(record);
              }
            }
            boolean finishedOne = pauseFinished(consumer, open, ranges);
            if (!records.isEmpty() || finishedOne) {
              lastHeadway = System.nanoTime();
            } else if (System.nanoTime() - lastHeadway > maxStall.toNanos()) {
              throw new IOException(
                  "Kafka at %s has sent no record of %s for %d s. Do all brokers run?"
                      .formatted(bootstrapServers, open, maxStall.toSeconds()));
            }
            progress.accept(records.count());
          }
          return true;
        });
  }

  private static boolean pauseFinished(
      KafkaConsumer<byte[], byte[]> consumer,
      Collection<TopicPartition> open,
      Map<Integer, KafkaRange> ranges) {
    List<TopicPartition> finished = new ArrayList<>();
    for (TopicPartition partition : open) {
      KafkaRange range = ranges.get(partition.partition());
      if (range == null || consumer.position(partition) >= range.end()) {
        finished.add(partition);
      }
    }
    consumer.pause(finished);
    return open.removeAll(finished);
  }
}
