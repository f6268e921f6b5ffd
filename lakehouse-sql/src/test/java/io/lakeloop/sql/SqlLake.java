package io.lakeloop.sql;

import io.lakeloop.adapter.iceberg.HistoryProgress;
import io.lakeloop.adapter.iceberg.HistoryTables;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.OperationTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.model.Calibration;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelKind;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.testing.EmbeddedLake;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.ReplacePartitions;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.rest.RESTCatalog;

/** Facts as rows of a real lake, written by Iceberg's plain writers. */
final class SqlLake implements AutoCloseable {
  static final String FEATURE_HASH = "00ff00ff";
  static final Instant RUN = Instant.parse("2026-03-07T00:00:00Z");

  /** Scores 0.9 from 250 on, else 0.2 from 100 on. */
  static final String RULES =
      """
      [{"feature": "TX_AMOUNT", "is": ">=", "threshold": 250, "score": 0.9, "reason": "very dear"},
       {"feature": "TX_AMOUNT", "is": ">=", "threshold": 100, "score": 0.2, "reason": "dear"}]
      """;

  private final EmbeddedLake lake = EmbeddedLake.get();
  private final RESTCatalog catalog;

  /** A lake without tables. */
  SqlLake() throws IOException {
    lake.dropTables();
    catalog = lake.openCatalog();
  }

  Map<String, String> options() {
    return lake.lakeOptions();
  }

  RESTCatalog catalog() {
    return catalog;
  }

  EmbeddedLake embedded() {
    return lake;
  }

  @Override
  public void close() throws IOException {
    catalog.close();
  }

  void createTables() {
    LakeTables.createMissing(catalog, lake.lakeSettings(), TableDefinition.all().values());
  }

  Table table(LakeTable definition) {
    return catalog.loadTable(definition.identifier());
  }

  void append(LakeTable definition, List<Map<String, Object>> rows) throws IOException {
    Table table = table(definition);
    LakeRows.append(table, records(table, rows));
  }

  private static List<Record> records(Table table, List<Map<String, Object>> rows) {
    List<Record> records = new ArrayList<>();
    rows.forEach(row -> records.add(GenericRecord.create(table.schema()).copy(row)));
    return records;
  }

  /** All facts but history. */
  void write(LakeFacts facts) throws IOException {
    payments(facts.records);
    append(PaymentTables.FRAUD_REPORTS, facts.reports.stream().map(SqlLake::row).toList());
    append(PaymentTables.SCORED_TRANSACTIONS, facts.scores.stream().map(SqlLake::row).toList());
    append(
        PaymentTables.ALERTS,
        facts.firstScores().stream().filter(LakeFacts.Score::alert).map(SqlLake::alert).toList());
  }

  void payments(List<LakeFacts.Payment> records) throws IOException {
    append(PaymentTables.TRANSACTIONS, records.stream().map(SqlLake::row).toList());
  }

  private static Map<String, Object> row(LakeFacts.Payment p) {
    return Map.of(
        "transaction_id", p.id(),
        "event_time", time(p.time()),
        "customer_id", p.customer(),
        "terminal_id", p.terminal(),
        "amount", p.amount(),
        "kafka_partition", p.partition(),
        "kafka_offset", p.offset(),
        "ingested_at", time(p.ingestedAt()),
        "schema_id", 1L);
  }

  private static Map<String, Object> row(LakeFacts.Report r) {
    Map<String, Object> row = new HashMap<>();
    row.put("transaction_id", r.id());
    row.put("reported_at", time(r.at()));
    row.put("fraud", r.fraud());
    row.put("customer_id", r.payment().customer());
    row.put("terminal_id", r.payment().terminal());
    row.put("transaction_time", time(r.payment().time()));
    row.put("reason", r.reason());
    row.put("kafka_partition", 0);
    row.put("kafka_offset", r.offset());
    row.put("ingested_at", time(r.at().plusSeconds(1)));
    row.put("schema_id", 1L);
    return row;
  }

  private static Map<String, Object> row(LakeFacts.Score s) {
    Map<String, Object> row = scored(s);
    row.put("is_alert", s.alert());
    row.put("shadow_scores", Map.of(LakeFacts.CHALLENGER, s.challenger()));
    row.put("late", s.late());
    return row;
  }

  private static Map<String, Object> alert(LakeFacts.Score s) {
    Map<String, Object> row = scored(s);
    row.put("alert_id", "A-" + s.payment().id());
    row.put("threshold", LakeFacts.THRESHOLD);
    org.apache.iceberg.types.Types.StructType reason =
        PaymentTables.ALERTS.schema().findType("reasons").asListType().elementType().asStructType();
    List<Record> reasons = new ArrayList<>();
    for (Map.Entry<String, Double> feature : s.features().entrySet()) {
      Record part = GenericRecord.create(reason);
      part.setField("feature", feature.getKey());
      part.setField("value", feature.getValue());
      part.setField("contribution", feature.getValue() / 1000);
      part.setField("text", "because of " + feature.getKey());
      reasons.add(part);
    }
    row.put("reasons", reasons);
    return row;
  }

  private static Map<String, Object> scored(LakeFacts.Score s) {
    Map<String, Object> row = new HashMap<>(row(s.payment()));
    row.remove("ingested_at");
    row.remove("schema_id");
    row.put("score", s.score());
    row.put("model_version", LakeFacts.MODEL);
    row.put("features", s.features());
    row.put("feature_set", "small");
    row.put("feature_set_hash", FEATURE_HASH);
    row.put("received_at", time(s.payment().ingestedAt()));
    row.put("scored_at", time(s.scoredAt()));
    return row;
  }

  /** Rows that stand beside the facts: dead letters, replays, skew, models. */
  void writeOperations() throws IOException {
    List<Map<String, Object>> letters = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Map<String, Object> letter = new HashMap<>();
      letter.put("topic", "transactions");
      letter.put("kafka_partition", 0);
      letter.put("kafka_offset", 1000L + i);
      letter.put("kafka_timestamp", time(RUN));
      letter.put("value", ByteBuffer.wrap(new byte[] {1}));
      letter.put("headers", List.of());
      letter.put("reason", i % 3 == 0 ? "null-value" : "undecodable");
      letter.put("message", "letter " + i);
      letter.put("ingested_at", time(RUN.plusSeconds(i)));
      letters.add(letter);
    }
    append(PaymentTables.DEAD_LETTERS, letters);
    List<Map<String, Object>> replays = new ArrayList<>();
    for (long offset : new long[] {1000, 1001, 1001}) {
      replays.add(
          Map.of(
              "topic",
              "transactions",
              "kafka_partition",
              0,
              "kafka_offset",
              offset,
              "replayed_at",
              time(RUN.plusSeconds(100 + replays.size())),
              "new_partition",
              1,
              "new_offset",
              2000 + offset));
    }
    append(OperationTables.DEAD_LETTER_REPLAYS, replays);
    append(
        ModelTables.FEATURE_SKEW,
        List.of(skew("TX_AMOUNT", 0, 9), skew("TX_AMOUNT", 1, 4), skew("hours", 1, 0)));
    register("m-1");
    register("m-2");
  }

  private static Map<String, Object> skew(String feature, int run, long different) {
    Map<String, Object> row = new HashMap<>();
    row.put("run_id", "run-" + run);
    row.put("run_at", time(RUN.plusSeconds(run)));
    row.put("feature_set", "small");
    row.put("feature_set_hash", FEATURE_HASH);
    row.put("feature", feature);
    row.put("span_from", time(RUN));
    row.put("span_to", time(RUN));
    row.put("rows_compared", 100L);
    row.put("rows_different", different);
    row.put("largest_difference", different / 2.0);
    for (String reason : List.of("late_event", "duplicate", "none_known")) {
      row.put(reason, 1L);
    }
    row.put("rows_only_in_log", 0L);
    row.put("rows_only_in_lake", 0L);
    return row;
  }

  private void register(String version) throws IOException {
    byte[] artifact =
        ModelArtifact.write(
            new ModelManifest(
                "small",
                version,
                ModelKind.RULES,
                "small",
                FEATURE_HASH,
                List.of("TX_AMOUNT"),
                List.of(),
                new Calibration.None(),
                0.5,
                new TreeMap<>()),
            RULES.getBytes(StandardCharsets.UTF_8));
    new ModelRegistry(catalog, lake.lakeSettings(), Clock.fixed(RUN, ZoneOffset.UTC))
        .register(
            new ModelRegistry.Registration(
                version, "small", FEATURE_HASH, Map.of("auc_roc", 0.9), Map.of()),
            artifact,
            "trained",
            "test");
  }

  /** Writes history as its job does: whole days, with how far it is in the same commit. */
  void close(LakeFacts facts, LocalDate until) throws IOException {
    List<LakeFacts.Payment> closed =
        facts.payments().stream().filter(p -> p.day().isBefore(until)).toList();
    history(HistoryTables.DAILY_CUSTOMER, "customer_id", facts, closed, until, p -> p.customer());
    history(HistoryTables.DAILY_TERMINAL, "terminal_id", facts, closed, until, p -> p.terminal());
    history(HistoryTables.HOURLY_TOTALS, "", facts, closed, until, p -> hour(p.time()).toString());
  }

  static Instant hour(Instant time) {
    return time.truncatedTo(ChronoUnit.HOURS);
  }

  private void history(
      LakeTable definition,
      String keyColumn,
      LakeFacts facts,
      List<LakeFacts.Payment> closed,
      LocalDate until,
      Function<LakeFacts.Payment, String> key)
      throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    Map<LocalDate, List<LakeFacts.Payment>> days =
        closed.stream().collect(Collectors.groupingBy(LakeFacts.Payment::day));
    for (LocalDate day : new TreeSet<>(days.keySet())) {
      Map<String, List<LakeFacts.Payment>> groups =
          days.get(day).stream().collect(Collectors.groupingBy(key));
      groups.forEach(
          (name, payments) -> {
            Map<String, Object> row = totals(facts.totals(payments.stream()), day);
            if (keyColumn.isEmpty()) {
              row.put("hour", time(Instant.parse(name)));
            } else {
              row.put("day", day);
              row.put(keyColumn, name);
            }
            rows.add(row);
          });
    }
    Table table = table(definition);
    ReplacePartitions replace = table.newReplacePartitions();
    LakeRows.write(table, records(table, rows)).forEach(replace::addFile);
    new HistoryProgress("run", (int) until.toEpochDay(), Map.of()).summary().forEach(replace::set);
    replace.commit();
  }

  private static Map<String, Object> totals(LakeFacts.Totals t, LocalDate day) {
    Map<String, Object> row = new HashMap<>();
    row.put("transactions", t.transactions());
    row.put("amount_sum", t.amount());
    row.put("amount_min", t.smallest());
    row.put("amount_max", t.largest());
    row.put("fraud_transactions", t.frauds());
    row.put("fraud_amount", t.fraudAmount());
    row.put("scored", t.scored());
    row.put("score_sum", t.scoreSum());
    row.put("score_max", t.scoreMax());
    row.put("alerts", t.alerts());
    row.put("records", t.transactions());
    row.put("newest_ingested_at", time(RUN));
    row.put("closed_until", day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
    return row;
  }

  static OffsetDateTime time(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
