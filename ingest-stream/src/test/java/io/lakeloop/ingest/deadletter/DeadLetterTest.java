package io.lakeloop.ingest.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.domain.Transaction;
import io.lakeloop.ingest.IngestOptions;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of a letter, without Kafka or a lake. */
class DeadLetterTest {
  private static final Instant NOW = Instant.parse("2026-05-02T00:00:00Z");
  private static final long TIME = NOW.minusSeconds(60).toEpochMilli() * 1000;

  private static byte[] transaction(long cents) {
    return RecordEncoder.singleObject().encode(new Transaction("T1", TIME, "C1", "P1", cents));
  }

  private static DeadLetter letter(String topic, long offset, byte @Nullable [] value) {
    return new DeadLetter(
        new KafkaPosition(topic, 0, offset),
        null,
        value == null ? null : ByteBuffer.wrap(value),
        List.of(),
        "undecodable",
        "why",
        NOW.plusSeconds(offset % 10));
  }

  @Test
  void countsEveryLetterAndNamesTheNewestFirst() {
    DeadLetter.Newest newest = new DeadLetter.Newest(2);
    for (long offset : new long[] {13, 18, 15, 11, 17}) {
      newest.add(letter("transactions", offset, null));
    }

    DeadLetter.Group group = newest.group();

    assertThat(group.count()).isEqualTo(5);
    assertThat(group.letters())
        .extracting(DeadLetter::id)
        .containsExactly("transactions/0/18", "transactions/0/17");
    assertThat(group.newest().id()).isEqualTo("transactions/0/18");
  }

  @Test
  void saysWhyALetterWouldBeRejectedAgain() throws IOException {
    ReplayCheck check =
        new ReplayCheck(
            IngestSettings.of(
                Map.of(
                    IngestOptions.BOOTSTRAP_SERVERS.key(), "kafka:9092",
                    LakeOptions.CATALOG_URI.key(), "http://catalog:8181")),
            Clock.fixed(NOW, ZoneOffset.UTC));

    assertThat(check.rejection(letter("transactions", 1, transaction(1)))).isEmpty();
    assertThat(check.rejection(letter("transactions", 1, transaction(-1))))
        .hasValueSatisfying(why -> assertThat(why).startsWith("negative_amount, amount is -0.01"));
    assertThat(check.rejection(letter("transactions", 1, null)))
        .contains("null_value, the record has no value");
    assertThat(check.rejection(letter("gone", 1, transaction(1))))
        .contains("the ingest job does not read the topic 'gone'");
  }
}
