package io.lakeloop.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakeloop.ingest.IngestFixture;
import io.lakeloop.testing.EmbeddedLake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the audit reads of Kafka, whatever a person's properties say, and how reading ends. */
@Timeout(120)
class KafkaAuditITCase {
  private static final Duration SHORT = Duration.ofSeconds(3);

  private final EmbeddedLake lake = EmbeddedLake.get();
  private IngestFixture fixture;

  @BeforeEach
  void sendCommittedAndAbortedRecords() throws Exception {
    fixture = new IngestFixture(lake);
    fixture.produce(50);
    fixture.produceInTransaction(30, true);
    fixture.produceInTransaction(300, false);
    // Kafka writes the markers behind the end of a transaction.
    long records = 50 + 30 + 300;
    long markers = 2L * topics(Map.of()).ranges(fixture.transactionsTopic()).size();
    await()
        .untilAsserted(
            () ->
                assertThat(
                        topics(Map.of()).ranges(fixture.transactionsTopic()).values().stream()
                            .mapToLong(KafkaRange::end)
                            .sum())
                    .isEqualTo(records + markers));
  }

  @AfterEach
  void tearDown() throws Exception {
    fixture.close();
  }

  private KafkaTopics topics(Map<String, String> properties) {
    return new KafkaTopics(lake.stack().kafkaBootstrapServers(), properties, SHORT);
  }

  private List<Long> offsets(KafkaTopics kafka, Map<Integer, KafkaRange> ranges)
      throws IOException {
    List<Long> offsets = new ArrayList<>();
    kafka.read(
        fixture.transactionsTopic(), ranges, record -> offsets.add(record.offset()), count -> {});
    return offsets;
  }

  @Test
  void readsCommittedRecordsWhateverThePropertiesSay() throws IOException {
    KafkaTopics kafka =
        topics(
            Map.of(
                "isolation.level", "read_uncommitted",
                "bootstrap.servers", "127.0.0.1:1",
                "enable.auto.commit", "true",
                "group.id", "someone",
                "group.instance.id", "someone-1",
                "auto.offset.reset", "latest"));

    assertThat(offsets(kafka, kafka.ranges(fixture.transactionsTopic()))).hasSize(50 + 30);
  }

  @Test
  void findsTheLastRecordsInFrontOfMarkersAndAbortedRecords() throws IOException {
    KafkaTopics kafka = topics(Map.of());
    SortedMap<Integer, KafkaRange> ranges = kafka.ranges(fixture.transactionsTopic());

    Map<Integer, Long> ends = kafka.recordEnds(fixture.transactionsTopic(), ranges);

    assertThat(ends).hasSameSizeAs(ranges);
    ends.forEach((partition, end) -> assertThat(end).isLessThan(ranges.get(partition).end() - 64));
    assertThat(kafka.recordEnds(fixture.transactionsTopic(), Map.of(0, new KafkaRange(0, 0))))
        .as("an empty partition")
        .isEmpty();
  }

  @Test
  void endsWithAnErrorWhenNothingComes() throws IOException {
    KafkaTopics kafka = topics(Map.of());
    long end = kafka.ranges(fixture.transactionsTopic()).get(0).end();

    assertThatThrownBy(() -> offsets(kafka, Map.of(0, new KafkaRange(0, end + 100))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has sent no record of")
        .hasMessageContaining("for 3 s. Do all brokers run?");
  }

  @Test
  void endsWithAnErrorWhenNoBrokerAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      KafkaTopics kafka =
          new KafkaTopics(
              "127.0.0.1:" + silent.getLocalPort(),
              Map.of("default.api.timeout.ms", "2000", "request.timeout.ms", "2000"),
              SHORT);

      assertThatThrownBy(() -> kafka.ranges("transactions"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not answer. Do the brokers run, and is the address right?");
    }
  }

  @Test
  void namesATopicThatDoesNotExist() {
    assertThatThrownBy(() -> topics(Map.of()).ranges("no-such-topic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Kafka has no topic 'no-such-topic'");
  }
}
