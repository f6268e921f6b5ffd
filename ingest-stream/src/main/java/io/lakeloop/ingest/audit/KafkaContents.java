package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.avro.SchemaSource;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what Kafka retains of one topic, committed records only. */
final class KafkaContents implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<Framing, SchemaSource> schemas;
  private final Map<Long, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
  private final ContentHash hash = new ContentHash();

  KafkaContents(
      String bootstrapServers, Map<String, String> more, Map<Framing, SchemaSource> schemas) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("auto.offset.reset", "earliest");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("max.poll.records", "5000");
    more.forEach(properties::setProperty);
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.schemas = schemas;
  }

  /** The partitions of a topic with the range that Kafka retains now. */
  Map<Integer, PartitionContents> partitions(String topic) {
    List<TopicPartition> all = topicPartitions(topic);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> end = consumer.endOffsets(all);
    Map<Integer, PartitionContents> contents = new TreeMap<>();
    for (TopicPartition partition : all) {
      contents.put(
          partition.partition(),
          new PartitionContents(
              first.getOrDefault(partition, 0L), end.getOrDefault(partition, 0L)));
    }
    return contents;
  }

  /** The end of each partition now. */
  Map<Integer, Long> ends(String topic) {
    Map<Integer, Long> ends = new HashMap<>();
    consumer
        .endOffsets(topicPartitions(topic))
        .forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  private List<TopicPartition> topicPartitions(String topic) {
    List<PartitionInfo> infos = consumer.partitionsFor(topic);
    if (infos == null || infos.isEmpty()) {
      throw new IllegalArgumentException("Kafka has no topic '" + topic + "'");
    }
    return infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** Reads every retained record up to the ends that the contents name. */
  void read(String topic, Map<Integer, PartitionContents> contents, LongConsumer progress)
      throws IOException {
    List<TopicPartition> open = new ArrayList<>();
    contents.forEach(
        (partition, range) -> {
          if (range.kafkaEnd() > range.kafkaFirst()) {
            open.add(new TopicPartition(topic, partition));
          }
        });
    consumer.assign(open);
    consumer.seekToBeginning(open);
    while (!open.isEmpty()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        PartitionContents range = contents.get(record.partition());
        if (range != null && record.offset() < range.kafkaEnd()) {
          range.addKafka(record.offset(), hash(record, range));
        }
      }
      progress.accept(records.count());
      pauseFinished(open, contents);
    }
  }

  private void pauseFinished(
      Collection<TopicPartition> open, Map<Integer, PartitionContents> contents) {
    open.removeIf(
        partition -> {
          PartitionContents range = contents.get(partition.partition());
          boolean finished = range == null || consumer.position(partition) >= range.kafkaEnd();
          if (finished) {
            consumer.pause(List.of(partition));
          }
          return finished;
        });
  }

  private long hash(ConsumerRecord<byte[], byte[]> record, PartitionContents range)
      throws IOException {
    if (!range.isDeadLetter(record.offset())) {
      Optional<GenericRecord> decoded = decode(record.value());
      if (decoded.isPresent()) {
        return hash.ofRecord(record.offset(), decoded.get());
      }
    }
    List<Map.Entry<String, byte @Nullable []>> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new SimpleImmutableEntry<>(header.key(), header.value()));
    }
    return hash.ofRaw(record.offset(), record.key(), record.value(), headers);
  }

  /** Empty when the bytes are no record: then only a dead letter can be equal. */
  private Optional<GenericRecord> decode(byte @Nullable [] value) throws IOException {
    if (value == null) {
      return Optional.empty();
    }
    try {
      Framing framing = Framing.of(value);
      SchemaSource source = schemas.get(framing);
      long id = framing.schemaId(value);
      Optional<Schema> schema = source == null ? Optional.empty() : source.find(id);
      if (schema.isEmpty()) {
        return Optional.empty();
      }
      GenericDatumReader<GenericRecord> reader =
          readers.computeIfAbsent(id, key -> new GenericDatumReader<>(schema.get()));
      int start = framing.headerBytes();
      return Optional.of(
          reader.read(
              null, DecoderFactory.get().binaryDecoder(value, start, value.length - start, null)));
    } catch (RejectedRecordException | AvroRuntimeException | IndexOutOfBoundsException e) {
      return Optional.empty();
    } catch (java.io.EOFException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
