package io.lakeloop.ingest.deadletter;

import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.decode.RowDecoder;
import io.lakeloop.ingest.decode.StreamDefinition;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends dead letters to their topics again, as they came, each once. What was sent is noted in
 * {@code ops.dead_letter_replays} after Kafka has confirmed it; a crash between the two can repeat
 * one batch.
 */
public final class DeadLetterReplay {
  /** Header of a record that was sent again: the letter's topic, partition and offset. */
  public static final String HEADER = "lakeloop-replay-of";

  private static final int BATCH = 1000;

  private final IngestSettings settings;
  private final Catalog catalog;
  private final Clock clock;
  private final Map<String, RowDecoder> decoders = new HashMap<>();

  /** A replay into the topics and with the decoding of an ingest job with these settings. */
  public DeadLetterReplay(IngestSettings settings, Catalog catalog, Clock clock) {
    this.settings = settings;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * What a replay did.
   *
   * @param matching letters that the filter names
   * @param alreadyReplayed of these, sent by an earlier replay
   * @param stillBad of these, would be rejected again
   * @param replayed of these, sent now, or to be sent in a dry run
   */
  public record Outcome(long matching, long alreadyReplayed, long stillBad, long replayed) {}

  /**
   * Replays the letters that a filter names.
   *
   * @param force send those, too, that would be rejected again
   * @param dryRun only tell what would be sent
   * @throws IOException when the lake or Kafka fails; what had been sent is noted
   */
  public Outcome run(DeadLetters.Filter filter, boolean force, boolean dryRun) throws IOException {
    Table ledger =
        LakeTables.createIfMissing(catalog, settings.lake(), LakeTable.DEAD_LETTER_REPLAYS);
    Set<KafkaPosition> done = readLedger(ledger);
    Counter counter = new Counter();
    List<DeadLetter> toSend = new ArrayList<>();
    new DeadLetters(catalog)
        .forEach(
            filter,
            letter -> {
              counter.matching++;
              if (done.contains(letter.position())) {
                counter.alreadyReplayed++;
              } else if (!force && wouldBeRejected(letter)) {
                counter.stillBad++;
              } else {
                toSend.add(letter);
              }
            });
    if (!dryRun && !toSend.isEmpty()) {
      send(toSend, ledger);
    }
    return new Outcome(counter.matching, counter.alreadyReplayed, counter.stillBad, toSend.size());
  }

  private static final class Counter {
    long matching;
    long alreadyReplayed;
    long stillBad;
  }

  private boolean wouldBeRejected(DeadLetter letter) {
    StreamDefinition stream = settings.streams().get(letter.position().topic());
    if (stream == null) {
      return true;
    }
    RowDecoder decoder =
        decoders.computeIfAbsent(
            letter.position().topic(),
            topic ->
                new RowDecoder(
                    stream,
                    settings.rules(),
                    settings.maxRecordBytes(),
                    settings.wire().schemaSources(settings.lake())));
    try {
      decoder.decode(DeadLetter.bytes(letter.value()), clock.millis() * 1000);
      return false;
    } catch (RejectedRecordException e) {
      return true;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Set<KafkaPosition> readLedger(Table ledger) throws IOException {
    Set<KafkaPosition> done = new HashSet<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(ledger).build()) {
      for (Record row : rows) {
        done.add(
            new KafkaPosition(
                (String) row.getField("topic"),
                (Integer) row.getField(LakeTable.KAFKA_PARTITION),
                (Long) row.getField(LakeTable.KAFKA_OFFSET)));
      }
    }
    return done;
  }

  private void send(List<DeadLetter> letters, Table ledger) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", settings.bootstrapServers());
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    properties.setProperty("max.request.size", Integer.toString(64 << 20));
    settings.kafkaProperties().forEach(properties::setProperty);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int from = 0; from < letters.size(); from += BATCH) {
        List<DeadLetter> batch = letters.subList(from, Math.min(from + BATCH, letters.size()));
        List<Future<RecordMetadata>> sends = new ArrayList<>();
        for (DeadLetter letter : batch) {
          sends.add(producer.send(record(letter)));
        }
        producer.flush();
        new ReplayLedger(ledger).append(batch, await(sends), clock.instant());
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
    List<Header> headers = new ArrayList<>(letter.headers());
    headers.add(
        new org.apache.kafka.common.header.internals.RecordHeader(
            HEADER, letter.id().getBytes(StandardCharsets.UTF_8)));
    return new ProducerRecord<>(
        letter.position().topic(),
        null,
        DeadLetter.bytes(letter.key()),
        DeadLetter.bytes(letter.value()),
        headers);
  }

  private static List<RecordMetadata> await(List<Future<RecordMetadata>> sends) throws IOException {
    List<RecordMetadata> sent = new ArrayList<>();
    for (Future<RecordMetadata> send : sends) {
      try {
        sent.add(send.get());
      } catch (ExecutionException e) {
        throw new IOException("Kafka did not take a dead letter: " + e.getCause(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while sending dead letters", e);
      }
    }
    return sent;
  }
}
