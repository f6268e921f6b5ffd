package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares every topic of the ingest job with the lake: each record that Kafka retained when the
 * audit began must have one row, and the same content. What comes while it runs is left out, so it
 * may run beside producers and the job. It changes nothing.
 */
public final class Audit {
  private static final int ATTEMPTS = 5;
  private static final Duration MAX_STALL = Duration.ofSeconds(60);

  private final IngestSettings settings;
  private final LongConsumer progress;
  private final List<LakeTable> definitions = new ArrayList<>();

  /**
   * An audit of what an ingest job with these settings does.
   *
   * @param progress hears the number of rows and records read since it heard last
   */
  public Audit(IngestSettings settings, LongConsumer progress) {
    this.settings = settings;
    this.progress = progress;
    settings.streams().values().forEach(stream -> definitions.add(stream.table()));
    definitions.add(PaymentTables.DEAD_LETTERS);
  }

  /**
   * Runs the audit.
   *
   * @param wait how long to wait for records that are not in the lake yet; zero to compare at once
   * @param acceptGaps let offsets that Kafka has dropped be missing from the lake; they are told
   * @throws IOException when Kafka, the catalog or storage cannot be read, or a table does not
   *     exist
   */
  public AuditReport run(Duration wait, boolean acceptGaps) throws IOException {
    KafkaTopics kafka =
        new KafkaTopics(settings.bootstrapServers(), settings.kafkaProperties(), MAX_STALL);
    SortedMap<String, SortedMap<Integer, KafkaRange>> ranges = new TreeMap<>();
    for (String topic : settings.streams().keySet()) {
      ranges.put(topic, kafka.ranges(topic));
    }
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      LakeCatchUp lake = new LakeCatchUp(catalog, definitions, settings.streams(), wait);
      Optional<PinnedTables> tables =
          Optional.of(wait.isZero() ? lake.tables() : lake.awaitRecords(recordEnds(kafka, ranges)));
      AuditReport report;
      do {
        report = compare(kafka, ranges, tables.get(), acceptGaps);
        // The job commits table after table: the dead letters of the last checkpoint may follow.
        tables = report.isMissingRecords() ? lake.awaitCommit(tables.get()) : Optional.empty();
      } while (tables.isPresent());
      return report;
    }
  }

  private static Map<String, Map<Integer, Long>> recordEnds(
      KafkaTopics kafka, Map<String, SortedMap<Integer, KafkaRange>> ranges) throws IOException {
    Map<String, Map<Integer, Long>> ends = new TreeMap<>();
    for (Map.Entry<String, SortedMap<Integer, KafkaRange>> topic : ranges.entrySet()) {
      ends.put(topic.getKey(), kafka.recordEnds(topic.getKey(), topic.getValue()));
    }
    return ends;
  }

  private AuditReport compare(
      KafkaTopics kafka,
      SortedMap<String, SortedMap<Integer, KafkaRange>> ranges,
      PinnedTables tables,
      boolean acceptGaps)
      throws IOException {
    List<PartitionAudit> audits = new ArrayList<>();
    for (Map.Entry<String, SortedMap<Integer, KafkaRange>> topic : ranges.entrySet()) {
      audits.addAll(compare(topic.getKey(), topic.getValue(), kafka, tables));
    }
    return new AuditReport(tables.snapshots(), acceptGaps, audits);
  }

  /** Compares one topic; begins again when Kafka dropped records before they were read. */
  private List<PartitionAudit> compare(
      String topic, SortedMap<Integer, KafkaRange> ranges, KafkaTopics kafka, PinnedTables tables)
      throws IOException {
    SortedMap<Integer, KafkaRange> range = ranges;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TopicContents contents = new TopicContents(range);
      readLake(topic, contents, tables);
      readKafka(topic, range, contents, kafka);
      SortedMap<Integer, KafkaRange> now = kafka.ranges(topic);
      SortedMap<Integer, KafkaRange> retained = withoutDropped(range, now);
      if (retained.equals(range)) {
        return contents.compare(topic, now);
      }
      range = retained;
    }
    throw new IOException(
        "Kafka drops records of '%s' faster than the audit reads them: its retention is too short for an audit of contents"
            .formatted(topic));
  }

  private static SortedMap<Integer, KafkaRange> withoutDropped(
      SortedMap<Integer, KafkaRange> ranges, SortedMap<Integer, KafkaRange> now) {
    SortedMap<Integer, KafkaRange> retained = new TreeMap<>();
    ranges.forEach(
        (partition, range) -> {
          KafkaRange current = now.get(partition);
          long first = current == null ? range.first() : Math.max(range.first(), current.first());
          retained.put(partition, new KafkaRange(Math.min(first, range.end()), range.end()));
        });
    return retained;
  }

  private void readLake(String topic, TopicContents contents, PinnedTables tables)
      throws IOException {
    LakeContents lake = new LakeContents(contents, this::advance);
    lake.readDeadLetters(tables.table(PaymentTables.DEAD_LETTERS), topic);
    lake.readGoodRows(tables.table(stream(topic).table()));
  }

  private void readKafka(
      String topic,
      SortedMap<Integer, KafkaRange> ranges,
      TopicContents contents,
      KafkaTopics kafka)
      throws IOException {
    List<SortedMap<Integer, KafkaRange>> halves = List.of(new TreeMap<>(), new TreeMap<>());
    ranges.forEach((partition, range) -> halves.get(partition % 2).put(partition, range));
    List<ParallelWork.Task> work = new ArrayList<>();
    for (SortedMap<Integer, KafkaRange> half : halves) {
      // Each thread has a decoder of its own: Avro's are not thread-safe.
      RecordContent content =
          new RecordContent(settings.wire().schemaSources(settings.lake()), stream(topic).schema());
      work.add(
          () ->
              kafka.read(
                  topic, half, kafkaRecord -> add(contents, kafkaRecord, content), this::advance));
    }
    ParallelWork.run(work);
  }

  /** A record without a row is missing whatever it says, so only the others are hashed. */
  private static void add(
      TopicContents contents, ConsumerRecord<byte[], byte[]> record, RecordContent content)
      throws IOException {
    PartitionContents partition = contents.partition(record.partition());
    long hash = 0;
    if (partition.isDeadLetter(record.offset())) {
      hash = content.ofRaw(record);
    } else if (partition.isInLake(record.offset())) {
      hash = content.ofDecoded(record);
    }
    partition.addKafka(record.offset(), hash);
  }

  private synchronized void advance(long count) {
    progress.accept(count);
  }

  private StreamDefinition stream(String topic) {
    return Objects.requireNonNull(settings.streams().get(topic), topic);
  }
}
