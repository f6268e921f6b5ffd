package io.lakeloop.local;

import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Encoder;
import io.lakeloop.simulator.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to Kafka by an idempotent producer: none is lost or sent twice while the process
 * lives.
 */
final class RecordPublisher implements AutoCloseable {
  private static final String TRANSACTIONS = "transactions";
  private static final String FRAUD_REPORTS = "fraud-reports";
  private static final String ALERTS = "alerts";

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  RecordPublisher(String bootstrapServers) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    properties.setProperty("compression.type", "lz4");
    properties.setProperty("linger.ms", "5");
    properties.setProperty("batch.size", Integer.toString(256 << 10));
    properties.setProperty("max.request.size", Integer.toString(8 << 20));
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The wire encoding for the simulator. */
  static Encoder encoder() {
    RecordEncoder encoder = RecordEncoder.singleObject();
    return new Encoder() {
      @Override
      public byte[] encode(Transaction transaction) {
        return encoder.encode(transaction);
      }

      @Override
      public byte[] encode(FraudReport report) {
        return encoder.encode(report);
      }
    };
  }

  /** A person waits: gives up sooner than Kafka's minute. */
  private static Map<String, Object> adminProperties(String bootstrapServers) {
    return Map.of(
        "bootstrap.servers", bootstrapServers,
        "request.timeout.ms", "10000",
        "default.api.timeout.ms", "20000");
  }

  /**
   * Creates the topics where they are missing. Records carry the time at which the broker took them
   * in, so that the way from a transaction to its alert can be told.
   */
  static void createTopics(String bootstrapServers, int partitions) throws IOException {
    try (Admin admin = Admin.create(adminProperties(bootstrapServers))) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing = new ArrayList<>();
      for (String topic : List.of(TRANSACTIONS, FRAUD_REPORTS, ALERTS)) {
        if (!existing.contains(topic)) {
          missing.add(
              new NewTopic(topic, partitions, (short) 1)
                  .configs(
                      Map.of(
                          "max.message.bytes",
                          Integer.toString(8 << 20),
                          "message.timestamp.type",
                          "LogAppendTime")));
        }
      }
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      throw new IOException(
          "Kafka at %s did not create the topics: %s. Does it run there? See 'lakeloop status'"
              .formatted(bootstrapServers, e.getCause()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while creating topics", e);
    }
  }

  /** Whether a consumer group has told Kafka how far it has read transactions. */
  static boolean readsTransactions(String bootstrapServers, String groupId) throws IOException {
    try (Admin admin = Admin.create(adminProperties(bootstrapServers))) {
      return admin
          .listConsumerGroupOffsets(groupId)
          .partitionsToOffsetAndMetadata()
          .get()
          .keySet()
          .stream()
          .anyMatch(partition -> partition.topic().equals(TRANSACTIONS));
    } catch (ExecutionException e) {
      throw new IOException("Kafka does not tell of group " + groupId, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while asking Kafka", e);
    }
  }

  /**
   * Hands one message to the producer.
   *
   * @throws IOException when Kafka has refused an earlier one
   */
  void send(Message message) throws IOException {
    throwFailure();
    String topic = message.stream() == Message.Stream.TRANSACTIONS ? TRANSACTIONS : FRAUD_REPORTS;
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic, message.key().getBytes(StandardCharsets.UTF_8), message.value()),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Waits until Kafka has everything. */
  void flush() throws IOException {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() throws IOException {
    Exception e = failure.get();
    if (e != null) {
      throw new IOException("Kafka did not take a record: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
