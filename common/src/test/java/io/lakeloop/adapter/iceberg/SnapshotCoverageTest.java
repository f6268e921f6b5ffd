package io.lakeloop.adapter.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.iceberg.SnapshotCoverage.PartitionCoverage;
import io.lakeloop.testing.LakeRows;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the coverage told by bounds with a plain reading of every row. */
class SnapshotCoverageTest {
  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli() * 1000;

  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void setUp() {
    catalog.initialize("test", Map.of());
    catalog.createNamespace(Namespace.of("payments"));
  }

  private Table create(LakeTable definition, Map<String, String> more) {
    return catalog
        .buildTable(definition.identifier(), definition.schema())
        .withPartitionSpec(definition.spec())
        .withProperties(definition.properties())
        .withProperties(more)
        .create();
  }

  private record Row(String topic, int partition, long offset, long timeMicros) {
    Record toTransaction() {
      Record row = GenericRecord.create(LakeTable.TRANSACTIONS.schema());
      row.setField("transaction_id", "T" + offset);
      row.setField("event_time", time());
      row.setField("customer_id", "C");
      row.setField("terminal_id", "P");
      row.setField("amount", new java.math.BigDecimal("1.00"));
      row.setField(LakeTable.KAFKA_PARTITION, partition);
      row.setField(LakeTable.KAFKA_OFFSET, offset);
      row.setField(LakeTable.INGESTED_AT, time());
      row.setField(LakeTable.SCHEMA_ID, 1L);
      return row;
    }

    Record toDeadLetter() {
      Record row = GenericRecord.create(LakeTable.DEAD_LETTERS.schema());
      row.setField("topic", topic);
      row.setField(LakeTable.KAFKA_PARTITION, partition);
      row.setField(LakeTable.KAFKA_OFFSET, offset);
      row.setField("kafka_timestamp", time());
      row.setField("headers", List.of());
      row.setField("reason", "undecodable");
      row.setField("message", "");
      row.setField(LakeTable.INGESTED_AT, time());
      return row;
    }

    private OffsetDateTime time() {
      return Instant.EPOCH.plus(timeMicros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
  }

  private static Map<Integer, PartitionCoverage> naive(List<Row> rows, String topic) {
    Map<Integer, PartitionCoverage> expected = new TreeMap<>();
    for (Row row : rows) {
      if (row.topic().equals(topic)) {
        expected.merge(
            row.partition(),
            new PartitionCoverage(row.offset() + 1, row.timeMicros()),
            (a, b) ->
                new PartitionCoverage(
                    Math.max(a.nextOffset(), b.nextOffset()),
                    Math.max(a.maxTimeMicros(), b.maxTimeMicros())));
      }
    }
    return expected;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void equalsAPlainReadingOfRandomTablesAtEverySnapshot(int seed) throws Exception {
    Random random = new Random(seed);
    boolean withBounds = seed % 4 != 0;
    Table table =
        create(
            LakeTable.TRANSACTIONS,
            withBounds ? Map.of() : Map.of("write.metadata.metrics.default", "none"));
    long[] next = new long[5];
    List<Row> all = new ArrayList<>();
    for (int commit = 0; commit < 12; commit++) {
      List<Row> rows = new ArrayList<>();
      int onlyPartition = random.nextBoolean() ? random.nextInt(5) : -1;
      for (int i = 0; i < 1 + random.nextInt(30); i++) {
        int partition = onlyPartition >= 0 ? onlyPartition : random.nextInt(5);
        rows.add(
            new Row(
                "transactions",
                partition,
                next[partition]++,
                START + random.nextInt(3 * 86_400) * 1_000_000L + random.nextInt(1000)));
      }
      LakeRows.append(table, rows.stream().map(Row::toTransaction).toList());
      all.addAll(rows);

      SnapshotCoverage coverage =
          SnapshotCoverage.of(table, table.currentSnapshot().snapshotId(), "transactions");

      assertThat(coverage.partitions()).isEqualTo(naive(all, "transactions"));
    }
    long first = table.history().get(0).snapshotId();
    assertThat(SnapshotCoverage.of(table, first, "transactions").partitions())
        .as("an earlier snapshot is told as it was")
        .isNotEqualTo(naive(all, "transactions"))
        .allSatisfy((partition, covered) -> assertThat(covered.nextOffset()).isPositive());
  }

  @Test
  void keepsTopicsOfDeadLettersApart() throws Exception {
    Table table = create(LakeTable.DEAD_LETTERS, Map.of());
    List<Row> rows =
        List.of(
            new Row("transactions", 0, 4, START),
            new Row("fraud-reports", 0, 9, START + 5),
            new Row("fraud-reports", 1, 2, START + 7));
    LakeRows.append(table, rows.stream().map(Row::toDeadLetter).toList());
    long snapshot = table.currentSnapshot().snapshotId();

    for (String topic : List.of("transactions", "fraud-reports")) {
      assertThat(SnapshotCoverage.of(table, snapshot, topic).partitions())
          .isEqualTo(naive(rows, topic));
    }
    assertThat(SnapshotCoverage.of(table, snapshot, "other").partitions()).isEmpty();
  }

  @Test
  void takesTheWatermarkFromTheSlowestPartition() {
    SnapshotCoverage coverage =
        new SnapshotCoverage(
            Map.of(
                0, new PartitionCoverage(1, 10_000_000), 1, new PartitionCoverage(9, 7_000_000)));

    assertThat(coverage.watermarkMicros(Duration.ofSeconds(2))).hasValue(5_000_000);
    assertThat(SnapshotCoverage.empty().watermarkMicros(Duration.ZERO)).isEmpty();
  }
}
