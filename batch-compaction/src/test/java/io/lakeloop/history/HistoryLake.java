package io.lakeloop.history;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.testing.EmbeddedLake;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/** The tables that the history job reads and writes, filled with random rows. */
final class HistoryLake implements AutoCloseable {
  static final LocalDate START = LocalDate.of(2026, 3, 1);
  static final long HOUR = 3_600_000_000L;
  static final long DAY = 24 * HOUR;
  static final long START_MICROS = START.toEpochDay() * DAY;

  private static final int PARTITIONS = 2;

  private final EmbeddedLake lake = EmbeddedLake.get();
  private final RESTCatalog catalog;
  private final Random random;
  private final long[] offsets = new long[PARTITIONS];
  private final List<Map<String, Object>> sent = new ArrayList<>();

  private long reportOffset;
  private int ids;

  HistoryLake(long seed) throws IOException {
    random = new Random(seed);
    lake.dropTables();
    catalog = lake.openCatalog();
    LakeTables.createMissing(catalog, lake.lakeSettings(), PaymentTables.INGESTED);
    LakeTables.createMissing(catalog, lake.lakeSettings(), PaymentTables.DETECTED);
  }

  @Override
  public void close() throws IOException {
    catalog.close();
  }

  RESTCatalog catalog() {
    return catalog;
  }

  Table table(LakeTable definition) {
    return catalog.loadTable(definition.identifier());
  }

  HistorySettings settings(boolean full) {
    return new HistorySettings(lake.lakeSettings(), full, Duration.ofHours(1));
  }

  static StreamExecutionEnvironment environment() {
    Configuration flink = new Configuration();
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    return StreamExecutionEnvironment.createLocalEnvironment(2, flink);
  }

  HistoryReport run(boolean full) throws Exception {
    return HistoryJob.run(settings(full), HistoryLake::environment);
  }

  /** Transactions at random times from one hour on, up to another, counted from the start. */
  void transactions(int count, long fromHour, long toHour) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long time =
          START_MICROS
              + fromHour * HOUR
              + (long) (random.nextDouble() * (toHour - fromHour) * HOUR);
      rows.add(transaction("t" + ids++, time));
    }
    send(rows);
  }

  /** A transaction of each Kafka partition at a time, so that the watermark gets there. */
  void reach(long hour) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Map<String, Object> row = transaction("t" + ids++, START_MICROS + hour * HOUR);
      row.put("kafka_partition", partition);
      row.put("kafka_offset", offsets[partition]++);
      rows.add(row);
    }
    send(rows);
  }

  /** Records of transactions that were sent before. */
  void duplicates(int count) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> row = new HashMap<>(sent.get(random.nextInt(sent.size())));
      int partition = (Integer) row.get("kafka_partition");
      row.put("kafka_offset", offsets[partition]++);
      row.put("ingested_at", time(START_MICROS + 900 * DAY + random.nextInt(1000)));
      rows.add(row);
    }
    append(PaymentTables.TRANSACTIONS, rows);
  }

  private Map<String, Object> transaction(String id, long time) {
    int customer = random.nextInt(12);
    int partition = customer % PARTITIONS;
    Map<String, Object> row = new HashMap<>();
    row.put("transaction_id", id);
    row.put("event_time", time(time));
    row.put("customer_id", "C" + customer);
    row.put("terminal_id", "T" + random.nextInt(7));
    row.put("amount", BigDecimal.valueOf(random.nextInt(100_000), 2));
    row.put("kafka_partition", partition);
    row.put("kafka_offset", offsets[partition]++);
    row.put("ingested_at", time(time + random.nextInt(1_000_000)));
    row.put("schema_id", 1L);
    return row;
  }

  private void send(List<Map<String, Object>> rows) throws IOException {
    sent.addAll(rows);
    append(PaymentTables.TRANSACTIONS, rows);
  }

  /** Scores of some of the transactions that were sent, some of them scored twice. */
  void scores(int count) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> row = new HashMap<>(sent.get(random.nextInt(sent.size())));
      row.keySet().removeAll(Set.of("ingested_at", "schema_id"));
      double score = random.nextDouble();
      row.put("score", score);
      row.put("is_alert", score > 0.8);
      row.put("model_version", "rules");
      row.put("shadow_scores", Map.of());
      row.put("features", Map.of());
      row.put("feature_set", "standard");
      row.put("feature_set_hash", "0");
      row.put("late", false);
      row.put("received_at", row.get("event_time"));
      row.put("scored_at", time(START_MICROS + random.nextInt(1_000_000)));
      rows.add(row);
    }
    append(PaymentTables.SCORED_TRANSACTIONS, rows);
  }

  /** Reports on some of the transactions that were sent; a later one may take an earlier back. */
  void reports(int count) throws IOException {
    reports(count, sent.size());
  }

  /** Reports on some of the first transactions. */
  void reports(int count, int first) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, Object> of = sent.get(random.nextInt(first));
      OffsetDateTime at = (OffsetDateTime) of.get("event_time");
      rows.add(
          Map.of(
              "transaction_id",
              of.get("transaction_id"),
              "reported_at",
              at.plusHours(random.nextInt(24 * 9)),
              "fraud",
              random.nextInt(4) > 0,
              "customer_id",
              of.get("customer_id"),
              "terminal_id",
              of.get("terminal_id"),
              "transaction_time",
              at,
              "kafka_partition",
              0,
              "kafka_offset",
              reportOffset++,
              "ingested_at",
              at.plusDays(9),
              "schema_id",
              1L));
    }
    append(PaymentTables.FRAUD_REPORTS, rows);
  }

  private void append(LakeTable definition, List<Map<String, Object>> rows) throws IOException {
    Table table = table(definition);
    GenericRecord template = GenericRecord.create(table.schema());
    List<Record> records = new ArrayList<>();
    rows.forEach(row -> records.add(template.copy(row)));
    LakeRows.append(table, records);
  }

  /** Puts one file for each partition in the place of all that there are, as compaction does. */
  void compact(LakeTable definition) throws IOException {
    Table table = table(definition);
    RewriteFiles rewrite = table.newRewrite();
    files(table).forEach(rewrite::deleteFile);
    LakeRows.write(table, rows(definition)).forEach(rewrite::addFile);
    rewrite.commit();
  }

  static Set<DataFile> files(Table table) throws IOException {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      Set<DataFile> files = new HashSet<>();
      tasks.forEach(task -> files.add(task.file()));
      return files;
    }
  }

  List<Record> rows(LakeTable definition) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(table(definition)).build()) {
      read.forEach(rows::add);
    }
    return rows;
  }

  /** The rows of a history table as text, in order. */
  List<String> written(LakeTable definition) throws IOException {
    return rows(definition).stream().map(NaiveHistory::written).sorted().toList();
  }

  NaiveHistory oracle() throws IOException {
    return new NaiveHistory(
        rows(PaymentTables.TRANSACTIONS),
        rows(PaymentTables.FRAUD_REPORTS),
        rows(PaymentTables.SCORED_TRANSACTIONS));
  }

  static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
