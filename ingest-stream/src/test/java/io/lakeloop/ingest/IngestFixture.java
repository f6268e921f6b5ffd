package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.adapter.avro.WireSchemas;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.SchemaFolder;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.domain.Transaction;
import io.lakeloop.ingest.audit.Audit;
import io.lakeloop.ingest.audit.AuditReport;
import io.lakeloop.testing.AvroFixtures;
import io.lakeloop.testing.EmbeddedLake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics of its own, a producer and the ingest job, for one test. */
public final class IngestFixture implements AutoCloseable {
  static final int PARTITIONS = 3;
  static final int PARALLELISM = 2;
  public static final long EVENT_TIME = 1_790_000_000_000_000L;

  private final EmbeddedLake lake;
  private final RecordEncoder encoder = RecordEncoder.singleObject();
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<JobClient> jobs = new ArrayList<>();
  private final String transactions;
  private final String fraudReports;
  private final List<Future<RecordMetadata>> sends = new ArrayList<>();
  private final Map<String, String> overrides = new HashMap<>();
  private int produced;
  private int reports;

  public IngestFixture(EmbeddedLake lake) throws Exception {
    this.lake = lake;
    this.transactions = lake.createTopic("transactions", PARTITIONS);
    this.fraudReports = lake.createTopic("fraud-reports", PARTITIONS);
    this.producer = lake.openProducer();
    lake.dropTables();
  }

  public String transactionsTopic() {
    return transactions;
  }

  /** Uses other options for the audit than the usual ones. */
  public void useOptions(Map<String, String> newOptions) {
    overrides.putAll(newOptions);
  }

  public Map<String, String> options() {
    Map<String, String> options = new HashMap<>(lake.lakeOptions());
    options.put(IngestOptions.BOOTSTRAP_SERVERS.key(), lake.stack().kafkaBootstrapServers());
    options.put(IngestOptions.TRANSACTIONS_TOPIC.key(), transactions);
    options.put(IngestOptions.FRAUD_REPORTS_TOPIC.key(), fraudReports);
    options.put(IngestOptions.CHECKPOINT_INTERVAL.key(), "500 ms");
    options.putAll(overrides);
    return options;
  }

  /** Sends transactions and, for every tenth, a fraud report; waits until the broker has them. */
  public void produce(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      int n = produced++;
      Transaction transaction =
          new Transaction(
              "T" + n, EVENT_TIME + n * 60_000_000L, "C" + n % 50, "P" + n % 7, 100L + n);
      send(transactions, transaction.customerId(), encoder.encode(transaction));
      if (n % 10 == 0) {
        FraudReport report =
            new FraudReport(
                transaction.transactionId(),
                transaction.eventTimeMicros() + 3_600_000_000L,
                true,
                transaction.customerId(),
                transaction.terminalId(),
                transaction.eventTimeMicros(),
                n % 20 == 0 ? "stolen_card" : null);
        send(fraudReports, report.customerId(), encoder.encode(report));
        reports++;
      }
    }
    awaitSends();
  }

  /** Sends transactions in one Kafka transaction, which ends in a marker, and commits or aborts. */
  public void produceInTransaction(int count, boolean commit) throws Exception {
    try (KafkaProducer<byte[], byte[]> transactional =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                lake.stack().kafkaBootstrapServers(),
                "transactional.id",
                transactions),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      transactional.initTransactions();
      transactional.beginTransaction();
      for (int i = 0; i < count; i++) {
        String customer = "C" + i;
        Transaction transaction =
            new Transaction("X" + i, EVENT_TIME + i * 60_000_000L, customer, "P1", 100L + i);
        sends.add(
            transactional.send(
                new ProducerRecord<>(
                    transactions,
                    customer.getBytes(StandardCharsets.UTF_8),
                    encoder.encode(transaction))));
      }
      awaitSends();
      if (commit) {
        transactional.commitTransaction();
      } else {
        transactional.abortTransaction();
      }
    }
  }

  private void awaitSends() throws Exception {
    for (Future<RecordMetadata> send : sends) {
      send.get();
    }
    sends.clear();
  }

  /** Publishes a schema with one more field and sends transactions written with it. */
  public void produceWithNewField(int count, String field) throws Exception {
    Schema newer = AvroFixtures.withOptionalString(WireSchemas.TRANSACTION, field);
    new SchemaFolder(
            LakeCatalogLoader.fileIo(lake.lakeSettings()),
            options().get(IngestOptions.SCHEMA_LOCATION.key()))
        .publish(newer);
    for (int i = 0; i < count; i++) {
      int n = produced++;
      send(
          transactions,
          "C" + n % 50,
          AvroFixtures.transaction(newer, "T" + n, EVENT_TIME + n, "grocery"));
    }
    awaitSends();
  }

  /** Sends one record for each reason to reject, and tells what was sent. */
  public Map<RejectReason, byte[]> sendOneOfEachBadKind() throws Exception {
    Map<RejectReason, byte[]> bad = AvroFixtures.oneOfEachBadKind();
    for (byte[] value : bad.values()) {
      send(value);
    }
    return bad;
  }

  /** Makes Kafka drop every record of the transactions topic. */
  public void dropRecordsFromKafka() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", lake.stack().kafkaBootstrapServers()))) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        all.put(new TopicPartition(transactions, partition), RecordsToDelete.beforeOffset(-1));
      }
      admin.deleteRecords(all).all().get();
    }
  }

  /** Takes every row out of a table, as if its last commit had never happened. */
  public void rollBackToEmpty(LakeTable definition) throws IOException {
    try (RESTCatalog catalog = lake.openCatalog()) {
      catalog
          .loadTable(definition.identifier())
          .newDelete()
          .deleteFromRowFilter(Expressions.alwaysTrue())
          .commit();
    }
  }

  public String location(LakeTable definition) throws IOException {
    try (RESTCatalog catalog = lake.openCatalog()) {
      return catalog.loadTable(definition.identifier()).location();
    }
  }

  /** Sends one value as it is. */
  public void send(byte @Nullable [] value) throws Exception {
    send(transactions, "C0", value);
    awaitSends();
  }

  private void send(String topic, String key, byte @Nullable [] value) {
    sends.add(
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)));
  }

  public JobClient start() throws Exception {
    return start(options(), null, UnaryOperator.identity());
  }

  JobClient start(
      Map<String, String> options,
      @Nullable String savepoint,
      UnaryOperator<DataStream<IngestRow>> tap)
      throws Exception {
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory("checkpoints"));
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1000);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
    // Hadoop and Parquet keep the class loader of the first job in static fields; later jobs of
    // this JVM use it.
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    if (savepoint != null) {
      flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, flink);
    IngestSettings settings = IngestSettings.of(options);
    IngestJob.prepare(env, settings);
    IngestTopology.writeToLake(tap.apply(IngestTopology.rows(env, settings)), settings);
    JobClient job = env.executeAsync("ingest");
    jobs.add(job);
    return job;
  }

  private String directory(String name) {
    return lake.directory().resolve(name).toUri().toString();
  }

  /** Stops a job behind a savepoint. */
  public String stop(JobClient job) throws Exception {
    String savepoint =
        job.stopWithSavepoint(false, directory("savepoints"), SavepointFormatType.CANONICAL).get();
    jobs.remove(job);
    return savepoint;
  }

  public void cancel(JobClient job) throws Exception {
    job.cancel().get();
    jobs.remove(job);
  }

  public List<Record> rows(LakeTable table) throws IOException {
    return rows(table.identifier());
  }

  private List<Record> rows(TableIdentifier identifier) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (RESTCatalog catalog = lake.openCatalog()) {
      Table table = catalog.loadTable(identifier);
      try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
        records.forEach(rows::add);
      }
    }
    return rows;
  }

  /** Waits until the lake holds this many rows and letters of all that was sent. */
  public void awaitRows(int transactionRows, int deadLetterRows) {
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreException(NoSuchTableException.class)
        .untilAsserted(
            () -> {
              assertThat(rowCount(PaymentTables.TRANSACTIONS)).isEqualTo(transactionRows);
              assertThat(rowCount(PaymentTables.FRAUD_REPORTS)).isEqualTo(reports);
              assertThat(rowCount(PaymentTables.DEAD_LETTERS)).isEqualTo(deadLetterRows);
            });
  }

  private long rowCount(LakeTable definition) throws IOException {
    try (RESTCatalog catalog = lake.openCatalog()) {
      Table table = catalog.loadTable(definition.identifier());
      return table.currentSnapshot() == null
          ? 0
          : Long.parseLong(table.currentSnapshot().summary().get("total-records"));
    }
  }

  /** The audit of everything that was sent, without waiting. */
  public AuditReport audit() throws IOException {
    return audit(Duration.ZERO, false);
  }

  /** The audit of everything that was sent. */
  public AuditReport audit(Duration wait, boolean acceptGaps) throws IOException {
    return new Audit(IngestSettings.of(options()), rows -> {}).run(wait, acceptGaps);
  }

  /** Waits until the lake has caught up, and asserts that every record is there once. */
  public void assertAuditPasses() throws IOException {
    AuditReport report = audit(Duration.ofSeconds(60), false);
    assertThat(report.differences()).as(report.toText()).isEmpty();
  }

  /** The ids of all transaction rows, in order. */
  public List<String> transactionIds() throws IOException {
    return rows(PaymentTables.TRANSACTIONS).stream()
        .map(row -> (String) row.getField("transaction_id"))
        .sorted()
        .toList();
  }

  public Collection<String> producedIds() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < produced; i++) {
      ids.add("T" + i);
    }
    return ids;
  }

  @Override
  public void close() throws Exception {
    for (JobClient job : List.copyOf(jobs)) {
      if (!job.getJobExecutionResult().isDone()) {
        cancel(job);
      }
    }
    producer.close();
  }
}
