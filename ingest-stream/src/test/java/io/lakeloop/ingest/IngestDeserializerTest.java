package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.domain.Transaction;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.RowData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestDeserializerTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00.123Z");
  private static final byte[] KEY = "C1".getBytes(StandardCharsets.UTF_8);

  private final Map<String, Counter> counters = new HashMap<>();
  private final IngestDeserializer deserializer =
      new IngestDeserializer(
          IngestSettings.of(
              Map.of(
                  "ingest.kafka.bootstrap-servers", "127.0.0.1:9",
                  "lake.catalog.uri", "http://127.0.0.1:9")));

  @BeforeEach
  void open() {
    deserializer.open(
        new UnregisteredMetricsGroup() {
          @Override
          public MetricGroup addGroup(String key, String value) {
            return new UnregisteredMetricsGroup() {
              @Override
              public Counter counter(String name) {
                return counters.computeIfAbsent(
                    key + "=" + value + "." + name, absent -> new SimpleCounter());
              }
            };
          }
        },
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private IngestRow deserialize(byte @Nullable [] value) throws IOException {
    RecordHeaders headers =
        new RecordHeaders(
            List.of(
                new RecordHeader("trace", new byte[] {1}),
                new RecordHeader("empty", (byte[]) null)));
    List<IngestRow> out = new ArrayList<>();
    deserializer.deserialize(
        new ConsumerRecord<>(
            "transactions",
            2,
            77,
            NOW.toEpochMilli() - 5,
            TimestampType.CREATE_TIME,
            0,
            0,
            KEY,
            value,
            headers,
            Optional.empty()),
        new ListCollector<>(out));
    assertThat(out).hasSize(1);
    return out.get(0);
  }

  private static byte[] payment(long amount) {
    return RecordEncoder.singleObject()
        .encode(new Transaction("T1", NOW.toEpochMilli() * 1000 - 1, "C1", "P1", amount));
  }

  @Test
  void givesAGoodRowItsKafkaPositionIngestTimeAndSchema() throws IOException {
    IngestRow ingested = deserialize(payment(5));

    assertThat(ingested.position()).isEqualTo(new KafkaPosition("transactions", 2, 77));
    assertThat(ingested.table()).isEqualTo("payments.transactions");
    RowData row = ingested.row();
    assertThat(row.getInt(5)).isEqualTo(2);
    assertThat(row.getLong(6)).isEqualTo(77);
    assertThat(row.getTimestamp(7, 6).toInstant()).isEqualTo(NOW);
    assertThat(row.getLong(8)).isNotZero();
    assertThat(counters.remove("stream=transactions.records").getCount()).isEqualTo(1);
    assertThat(counters.values()).allSatisfy(counter -> assertThat(counter.getCount()).isZero());
  }

  @Test
  void keepsEveryByteOfARecordThatCannotBeUsed() throws IOException {
    byte[] value = payment(-5);

    IngestRow letter = deserialize(value);

    assertThat(letter.table()).isEqualTo(PaymentTables.DEAD_LETTERS.name());
    RowData row = letter.row();
    assertThat(row.getString(0)).hasToString("transactions");
    assertThat(row.getInt(1)).isEqualTo(2);
    assertThat(row.getLong(2)).isEqualTo(77);
    assertThat(row.getTimestamp(3, 6).getMillisecond()).isEqualTo(NOW.toEpochMilli() - 5);
    assertThat(row.getBinary(4)).isEqualTo(KEY);
    assertThat(row.getBinary(5)).isEqualTo(value);
    assertThat(row.getArray(6).getRow(0, 2).getString(0)).hasToString("trace");
    assertThat(row.getArray(6).getRow(0, 2).getBinary(1)).containsExactly(1);
    assertThat(row.getArray(6).getRow(1, 2).isNullAt(1)).isTrue();
    assertThat(row.getString(7)).hasToString("negative_amount");
    assertThat(row.getString(8)).hasToString("amount is -0.05");
    assertThat(counters.get("reason=negative_amount.deadLetters").getCount()).isEqualTo(1);
  }

  @Test
  void keepsARecordWithoutValue() throws IOException {
    RowData row = deserialize(null).row();

    assertThat(row.isNullAt(5)).isTrue();
    assertThat(row.getString(7)).hasToString("null_value");
  }

  @Test
  void serializesGoodRowsAndLetters() throws IOException {
    for (IngestRow row : List.of(deserialize(payment(5)), deserialize(payment(-5)))) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      IngestRowSerializer.INSTANCE.serialize(row, out);
      IngestRow back =
          IngestRowSerializer.INSTANCE.deserialize(
              new DataInputDeserializer(out.getCopyOfBuffer()));

      assertThat(back.position()).isEqualTo(row.position());
      assertThat(back.table()).isEqualTo(row.table());
      assertThat(back.columns().sameSchema(row.columns())).isTrue();
      assertThat(back.spec()).isEqualTo(row.spec());
      assertThat(back.row().getString(0)).isEqualTo(row.row().getString(0));
      assertThat(back.row().getArity()).isEqualTo(row.row().getArity());
    }
  }

  @Test
  void refusesToHaveADefaultRow() {
    assertThatThrownBy(IngestRowSerializer.INSTANCE::createInstance)
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
