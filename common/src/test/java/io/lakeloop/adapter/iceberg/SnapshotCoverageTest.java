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
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
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
      Record row = GenericRecord.create(PaymentTables.TRANSACTIONS.schema());
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
      Record row = GenericRecord.create(PaymentTables.DEAD_LETTERS.schema());
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
            PaymentTables.TRANSACTIONS,
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
    Table table = create(PaymentTables.DEAD_LETTERS, Map.of());
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void staysExactAsFilesAreCompactedAndBoundsOfSomeColumnsAreMissing(int seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 2; round++) {
      Map<String, String> metrics = new TreeMap<>();
      for (String column : List.of("kafka_partition", "kafka_offset", "event_time")) {
        if (random.nextInt(4) == 0) {
          metrics.put("write.metadata.metrics.column." + column, "counts");
        }
      }
      Table table = create(PaymentTables.TRANSACTIONS, metrics);
      List<Row> all = new ArrayList<>();
      long[] next = new long[3];
      for (int commit = 0; commit < 8; commit++) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
          int partition = random.nextInt(3);
          long time = START + (commit * 7_200L + random.nextInt(20_000)) * 1_000_000L;
          rows.add(new Row("transactions", partition, next[partition]++, time));
        }
        LakeRows.append(table, rows.stream().map(Row::toTransaction).toList());
        all.addAll(rows);
        if (random.nextInt(3) == 0) {
          compactOldestDay(table);
        }

        assertThat(coverage(table, "transactions")).isEqualTo(naive(all, "transactions"));
      }
      catalog.dropTable(PaymentTables.TRANSACTIONS.identifier());
    }
  }

  /** Rewrites the files of the oldest day into one, which mixes what they held. */
  private static void compactOldestDay(Table table) throws Exception {
    List<FileScanTask> tasks = new ArrayList<>();
    try (CloseableIterable<FileScanTask> plan = table.newScan().planFiles()) {
      plan.forEach(tasks::add);
    }
    int oldest =
        tasks.stream()
            .mapToInt(t -> t.file().partition().get(0, Integer.class))
            .min()
            .orElseThrow();
    RewriteFiles rewrite = table.newRewrite();
    List<Record> rows = new ArrayList<>();
    for (FileScanTask task : tasks) {
      if (task.file().partition().get(0, Integer.class) == oldest) {
        rewrite.deleteFile(task.file());
        try (CloseableIterable<Record> old = FileRows.open(table, task, table.schema())) {
          old.forEach(rows::add);
        }
      }
    }
    LakeRows.write(table, rows).forEach(rewrite::addFile);
    rewrite.commit();
    table.refresh();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void equalsAPlainReadingOfRandomDeadLetters(int seed) throws Exception {
    Random random = new Random(seed);
    List<String> topics = List.of("transactions", "transactions-of-another-region", "reports");
    Table table =
        create(
            PaymentTables.DEAD_LETTERS,
            seed % 2 == 0
                ? Map.of()
                : Map.of("write.metadata.metrics.column.topic", "truncate(4)"));
    List<Row> all = new ArrayList<>();
    for (int commit = 0; commit < 10; commit++) {
      List<String> some =
          random.nextBoolean() ? topics : topics.subList(commit % 3, commit % 3 + 1);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        String topic = some.get(random.nextInt(some.size()));
        long time = START + random.nextInt(100_000) * 1_000_000L;
        rows.add(new Row(topic, random.nextInt(2), random.nextInt(1000), time));
      }
      LakeRows.append(table, rows.stream().map(Row::toDeadLetter).toList());
      all.addAll(rows);

      for (String topic : topics) {
        assertThat(coverage(table, topic)).isEqualTo(naive(all, topic));
      }
    }
  }

  @Test
  void readsNoFileThatHoldsOneKafkaPartition() throws Exception {
    Table table = create(PaymentTables.TRANSACTIONS, Map.of());
    List<Row> all = new ArrayList<>();
    for (int partition = 0; partition < 3; partition++) {
      List<Row> rows =
          List.of(
              new Row("transactions", partition, 4, START + partition),
              new Row("transactions", partition, 5, START - 9));
      LakeRows.append(table, rows.stream().map(Row::toTransaction).toList());
      all.addAll(rows);
    }
    deleteObjects(table, dataFiles(table));

    assertThat(coverage(table, "transactions")).isEqualTo(naive(all, "transactions"));
  }

  @Test
  void readsNoDeadLettersOfOneTopicAndPartition() throws Exception {
    Table table = create(PaymentTables.DEAD_LETTERS, Map.of());
    List<Row> all =
        List.of(new Row("transactions", 0, 40, START), new Row("fraud-reports", 0, 9, START + 5));
    for (Row row : all) {
      LakeRows.append(table, List.of(row.toDeadLetter()));
    }
    deleteObjects(table, dataFiles(table));

    assertThat(coverage(table, "transactions")).isEqualTo(naive(all, "transactions"));
    assertThat(coverage(table, "fraud-reports")).isEqualTo(naive(all, "fraud-reports"));
  }

  @Test
  void readsOnlyTheNewestOfManyFilesThatMixKafkaPartitions() throws Exception {
    Table table = create(PaymentTables.TRANSACTIONS, Map.of());
    List<Row> all = new ArrayList<>();
    for (int commit = 0; commit < 15; commit++) {
      if (commit == 14) {
        deleteObjects(table, dataFiles(table));
      }
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        long time = START + (commit * 60L + i) * 1_000_000L;
        rows.add(new Row("transactions", i % 4, commit * 3L + i / 4, time));
      }
      LakeRows.append(table, rows.stream().map(Row::toTransaction).toList());
      all.addAll(rows);
    }

    assertThat(coverage(table, "transactions")).isEqualTo(naive(all, "transactions"));
  }

  private static List<String> dataFiles(Table table) throws Exception {
    List<String> locations = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> locations.add(task.file().location()));
    }
    return locations;
  }

  /** Whatever still answers afterwards has not read them. */
  private static void deleteObjects(Table table, List<String> locations) {
    locations.forEach(table.io()::deleteFile);
  }

  @Test
  void doesNotTrustBoundsOfAFileWithDeletedRows() throws Exception {
    Table table = create(PaymentTables.TRANSACTIONS, Map.of());
    Row kept = new Row("transactions", 0, 1, START);
    Row deleted = new Row("transactions", 0, 2, START + 1);
    LakeRows.append(table, List.of(kept.toTransaction(), deleted.toTransaction()));
    deletePosition(table, 1);

    assertThat(coverage(table, "transactions")).isEqualTo(naive(List.of(kept), "transactions"));
  }

  private static void deletePosition(Table table, long position) throws Exception {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      DataFile file = tasks.iterator().next().file();
      PositionDeleteWriter<Record> writer =
          FormatModelRegistry.<Record>positionDeleteWriteBuilder(
                  FileFormat.PARQUET,
                  EncryptedFiles.encryptedOutput(
                      table.io().newOutputFile(table.location() + "/data/deletes.parquet"),
                      EncryptionKeyMetadata.EMPTY))
              .spec(table.spec())
              .partition(file.partition())
              .build();
      try (writer) {
        writer.write(PositionDelete.<Record>create().set(file.location(), position));
      }
      table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
      table.refresh();
    }
  }

  private static Map<Integer, PartitionCoverage> coverage(Table table, String topic)
      throws Exception {
    return SnapshotCoverage.of(table, table.currentSnapshot().snapshotId(), topic).partitions();
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
