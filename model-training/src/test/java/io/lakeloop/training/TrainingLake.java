package io.lakeloop.training;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.EventId;
import io.lakeloop.feature.FeatureEngine;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.testing.EmbeddedLake;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/** The tables that the jobs of this module read, filled by hand, and what the engine alone says. */
public final class TrainingLake {
  private static final int MINOR_UNIT_DIGITS = 2;

  private final EmbeddedLake lake = EmbeddedLake.get();

  /**
   * A transaction on its way.
   *
   * @param partition where it stands in Kafka
   * @param offset where it stands in the partition
   * @param arrivedAtMicros when it was taken in, UTC, microseconds since 1970
   */
  public record Arrived(
      Transaction transaction, int partition, long offset, long arrivedAtMicros) {}

  /**
   * A report on its way.
   *
   * @param offset where it stands in its only partition in Kafka
   * @param arrivedAtMicros when it was taken in, UTC, microseconds since 1970
   */
  public record ArrivedReport(FraudReport report, long offset, long arrivedAtMicros) {}

  /** A lake with empty tables. */
  public TrainingLake() throws IOException {
    lake.dropTables();
    try (RESTCatalog catalog = lake.openCatalog()) {
      LakeTables.createMissing(catalog, lake.lakeSettings(), PaymentTables.INGESTED);
      LakeTables.createMissing(catalog, lake.lakeSettings(), PaymentTables.DETECTED);
    }
  }

  /** The stack behind it. */
  public EmbeddedLake embedded() {
    return lake;
  }

  /** Flink in this process, as a user would bring it. */
  public static StreamExecutionEnvironment environment(int parallelism) {
    Configuration flink = new Configuration();
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
  }

  /** Puts transactions into {@code payments.transactions}. */
  public void addTransactions(List<Arrived> arrived) throws IOException {
    append(
        PaymentTables.TRANSACTIONS,
        arrived.stream()
            .map(
                a ->
                    Map.<String, Object>of(
                        "transaction_id", a.transaction().transactionId(),
                        "event_time", time(a.transaction().eventTimeMicros()),
                        "customer_id", a.transaction().customerId(),
                        "terminal_id", a.transaction().terminalId(),
                        "amount", amount(a.transaction()),
                        "kafka_partition", a.partition(),
                        "kafka_offset", a.offset(),
                        "ingested_at", time(a.arrivedAtMicros()),
                        "schema_id", 1L))
            .toList());
  }

  /** Puts reports into {@code payments.fraud_reports}. */
  public void addReports(List<ArrivedReport> arrived) throws IOException {
    append(
        PaymentTables.FRAUD_REPORTS,
        arrived.stream()
            .map(
                a ->
                    Map.<String, Object>of(
                        "transaction_id", a.report().transactionId(),
                        "reported_at", time(a.report().reportedAtMicros()),
                        "fraud", a.report().fraud(),
                        "customer_id", a.report().customerId(),
                        "terminal_id", a.report().terminalId(),
                        "transaction_time", time(a.report().transactionTimeMicros()),
                        "kafka_partition", 0,
                        "kafka_offset", a.offset(),
                        "ingested_at", time(a.arrivedAtMicros()),
                        "schema_id", 1L))
            .toList());
  }

  /** Puts rows, given by column, into a table of the lake. */
  public void append(LakeTable definition, List<Map<String, Object>> rows) throws IOException {
    try (RESTCatalog catalog = lake.openCatalog()) {
      Table table = catalog.loadTable(definition.identifier());
      List<Record> records = new ArrayList<>();
      for (Map<String, Object> row : rows) {
        records.add(GenericRecord.create(table.schema()).copy(row));
      }
      LakeRows.append(table, records);
    }
  }

  /** All rows of a table. */
  public List<Record> rows(LakeTable definition) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (RESTCatalog catalog = lake.openCatalog();
        CloseableIterable<Record> read =
            IcebergGenerics.read(catalog.loadTable(definition.identifier())).build()) {
      read.forEach(rows::add);
    }
    return rows;
  }

  /** What the engine says when events come in the order of event time, by transaction id. */
  public static Map<String, double[]> inOrder(
      FeatureSet set, List<Transaction> transactions, List<FraudReport> reports) {
    List<Object> events = new ArrayList<>(reports);
    events.addAll(transactions);
    events.sort(
        Comparator.comparingLong(TrainingLake::timeMicros)
            .thenComparing(Transaction.class::isInstance)
            .thenComparing(
                event ->
                    EventId.of(event instanceof Transaction t ? t.transactionId() : "report")));
    return asTheyCome(set, events);
  }

  /** What the engine says when events come in the given order, by transaction id. */
  public static Map<String, double[]> asTheyCome(FeatureSet set, List<Object> events) {
    FeatureEngine engine = new FeatureEngine(set, Duration.ofDays(1));
    Map<String, double[]> values = new TreeMap<>();
    for (Object event : events) {
      if (event instanceof FraudReport report) {
        engine.add(report);
      } else if (event instanceof Transaction transaction) {
        double[] vector = engine.add(transaction);
        if (vector != null) {
          values.putIfAbsent(transaction.transactionId(), vector);
        }
      }
    }
    return values;
  }

  private static long timeMicros(Object event) {
    return event instanceof FraudReport report
        ? report.reportedAtMicros()
        : ((Transaction) event).eventTimeMicros();
  }

  /** The entries that tables have for values. */
  public static Map<String, Double> asMap(FeatureSet set, double[] values) {
    Map<String, Double> map = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        map.put(set.names().get(i), values[i]);
      }
    }
    return map;
  }

  /** A time as Iceberg's generic rows have it. */
  public static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  /** An amount as Iceberg's generic rows have it. */
  public static BigDecimal amount(Transaction transaction) {
    return BigDecimal.valueOf(transaction.amountMinorUnits(), MINOR_UNIT_DIGITS);
  }
}
