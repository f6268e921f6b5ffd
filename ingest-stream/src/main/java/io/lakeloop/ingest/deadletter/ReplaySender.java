package io.lakeloop.ingest.deadletter;

import io.lakeloop.ingest.IngestSettings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends batches of letters, and notes in the ledger each one that Kafka took. */
final class ReplaySender implements AutoCloseable {
  private static final int MAX_REQUEST_BYTES = 64 << 20;

  private final Producer<byte[], byte[]> producer;
  private final ReplayLedger ledger;
  private final Clock clock;
  private final List<String> refused = new ArrayList<>();

  ReplaySender(IngestSettings settings, ReplayLedger ledger, Clock clock) {
    Properties properties = new Properties();
    settings.kafkaProperties().forEach(properties::setProperty);
    // The ingest job's properties are a consumer's: its interceptors are none for a producer.
    properties.remove("interceptor.classes");
    properties.setProperty("bootstrap.servers", settings.bootstrapServers());
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    properties.setProperty("max.request.size", Integer.toString(MAX_REQUEST_BYTES));
    properties.setProperty("buffer.memory", Integer.toString(2 * MAX_REQUEST_BYTES));
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Sends every letter, waits for Kafka, and notes those that it took. A letter that Kafka refuses
   * for what it is keeps none of the others back; anything else ends the sending.
   *
   * @throws IOException when Kafka or the ledger fails; what Kafka had taken is noted
   */
  void send(List<DeadLetter> letters) throws IOException {
    List<Future<RecordMetadata>> sends = new ArrayList<>();
    for (DeadLetter letter : letters) {
      sends.add(begin(letter));
    }
    List<DeadLetter> taken = new ArrayList<>();
    List<RecordMetadata> places = new ArrayList<>();
    IOException failure = null;
    for (int i = 0; i < sends.size(); i++) {
      DeadLetter letter = letters.get(i);
      try {
        places.add(sends.get(i).get());
        taken.add(letter);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RecordTooLargeException
            || e.getCause() instanceof InvalidRecordException) {
          refused.add("%s: %s".formatted(letter.id(), e.getCause().getMessage()));
        } else if (failure == null) {
          failure =
              new IOException(
                  "Kafka did not take the dead letter %s. What it took is noted; replay again to send the others"
                      .formatted(letter.id()),
                  e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Interrupted while sending dead letters");
      }
    }
    if (!taken.isEmpty()) {
      ledger.append(taken, places, clock.instant());
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** What a producer throws at once, such as after a fatal error, is a failure as any other. */
  private Future<RecordMetadata> begin(DeadLetter letter) {
    try {
      return producer.send(record(letter));
    } catch (KafkaException | IllegalStateException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The letters that Kafka refused for what they are, each with the reason. */
  List<String> refused() {
    return refused;
  }

  private static ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
    List<Header> headers = new ArrayList<>(letter.headers());
    headers.add(
        new RecordHeader(DeadLetterReplay.HEADER, letter.id().getBytes(StandardCharsets.UTF_8)));
    return new ProducerRecord<>(
        letter.position().topic(),
        null,
        DeadLetter.bytes(letter.key()),
        DeadLetter.bytes(letter.value()),
        headers);
  }

  @Override
  public void close() {
    producer.close();
  }
}
