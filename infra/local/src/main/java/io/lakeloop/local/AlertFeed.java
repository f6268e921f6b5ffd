package io.lakeloop.local;

import io.lakeloop.adapter.avro.AlertCodec;
import io.lakeloop.domain.Alert;
import io.lakeloop.domain.Alert.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic of alerts as they come. Not for use by several threads. */
final class AlertFeed implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int REASONS_SHOWN = 3;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AlertCodec codec = new AlertCodec();

  /**
   * One alert in the topic.
   *
   * @param alert what it says
   * @param delay from the broker's taking in the transaction to its taking in the alert
   */
  record Seen(Alert alert, Duration delay) {
    /** One line for people. */
    String line() {
      String reasons =
          alert.reasons().stream()
              .limit(REASONS_SHOWN)
              .map(Seen::reason)
              .collect(Collectors.joining("; "));
      return String.format(
          Locale.ROOT,
          "%s  %.2f by %s  %s pays %s at %s: %s  (%d ms)",
          Instant.EPOCH
              .plus(alert.transaction().eventTimeMicros(), ChronoUnit.MICROS)
              .truncatedTo(ChronoUnit.SECONDS),
          alert.score(),
          alert.modelVersion(),
          alert.transaction().customerId(),
          BigDecimal.valueOf(alert.transaction().amountMinorUnits(), 2),
          alert.transaction().terminalId(),
          reasons,
          delay.toMillis());
    }

    private static String reason(Reason reason) {
      return reason.text().isEmpty()
          ? String.format(
              Locale.ROOT,
              "%s=%.4g (%+.2f)",
              reason.feature(),
              reason.value(),
              reason.contribution())
          : reason.text();
    }
  }

  /**
   * Opens the topic.
   *
   * @param fromBeginning whether alerts that are there already are read
   * @throws IOException when there is no such topic
   */
  AlertFeed(String bootstrapServers, String topic, boolean fromBeginning) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("default.api.timeout.ms", "20000");
    properties.setProperty("allow.auto.create.topics", "false");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      consumer.close();
      throw new IOException(
          "there is no topic '%s' at %s; start the detect job, which makes it"
              .formatted(topic, bootstrapServers));
    }
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
    }
  }

  /** Whether everything that is in the topic now has been read. */
  boolean isAtEnd() {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Hands over what has come, waiting a moment if there is nothing. */
  void poll(Consumer<Seen> taker) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      try {
        Alert alert = codec.decode(record.value());
        long delayMillis = record.timestamp() - Math.floorDiv(alert.receivedAtMicros(), 1000L);
        taker.accept(new Seen(alert, Duration.ofMillis(delayMillis)));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "%s-%d, offset %d: %s"
                .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
            e);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
