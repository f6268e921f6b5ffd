package io.lakeloop.detect;

import static org.awaitility.Awaitility.await;

import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.LakeFeatures;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.EventId;
import io.lakeloop.feature.FeatureEngine;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.ingest.IngestJob;
import io.lakeloop.ingest.IngestOptions;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.testing.EmbeddedLake;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.iceberg.Table;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Topics of its own, traffic with disorder, duplicates and reports, and what should come of it. */
final class DetectFixture implements AutoCloseable {
  private static final long START_MICROS = 1_780_000_000_000_000L;
  private static final long SECOND = 1_000_000L;
  private static final int PARTITIONS = 3;

  private final EmbeddedLake lake = EmbeddedLake.get();
  private final Random random = new Random(11);
  private final RecordEncoder encoder = RecordEncoder.singleObject();
  private final KafkaProducer<byte[], byte[]> producer = lake.openProducer();
  private final String transactionsTopic = lake.createTopic("transactions", PARTITIONS);
  private final String reportsTopic = lake.createTopic("fraud-reports", PARTITIONS);
  private final String alertsTopic = lake.createTopic("alerts", 1);
  private final List<Object> sent = new ArrayList<>();
  private long clockMicros = START_MICROS;
  private int produced;

  DetectFixture() throws Exception {
    lake.dropTables();
  }

  String alertsTopic() {
    return alertsTopic;
  }

  Map<String, String> options(Map<String, String> more) {
    Map<String, String> options = new HashMap<>(ingestOptions());
    options.put(DetectOptions.ALERTS_TOPIC.key(), alertsTopic);
    options.put(DetectOptions.CHECKPOINT_INTERVAL.key(), "500 ms");
    options.put(DetectOptions.ORDERING.key(), "event-time");
    options.put(DetectOptions.STOP_AT_END.key(), "true");
    options.putAll(more);
    return options;
  }

  private Map<String, String> ingestOptions() {
    Map<String, String> options = new HashMap<>(lake.lakeOptions());
    options.put(IngestOptions.BOOTSTRAP_SERVERS.key(), lake.stack().kafkaBootstrapServers());
    options.put(IngestOptions.TRANSACTIONS_TOPIC.key(), transactionsTopic);
    options.put(IngestOptions.FRAUD_REPORTS_TOPIC.key(), reportsTopic);
    options.put(IngestOptions.CHECKPOINT_INTERVAL.key(), "500 ms");
    return options;
  }

  /** Sends transactions over some days, out of order by at most 4 seconds, one in 50 twice. */
  void produce(int count) throws Exception {
    List<Transaction> ready = new ArrayList<>();
    List<FraudReport> reports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clockMicros +=
          random.nextInt(4) == 0 ? random.nextLong(600 * SECOND) : random.nextInt(3) * SECOND;
      Transaction transaction =
          new Transaction(
              Integer.toString(produced++),
              clockMicros,
              "C" + random.nextInt(40),
              "P" + random.nextInt(15),
              random.nextInt(50_000));
      ready.add(transaction);
      if (random.nextInt(8) == 0) {
        reports.add(
            new FraudReport(
                transaction.transactionId(),
                clockMicros + random.nextLong(3 * 86_400 * SECOND),
                random.nextInt(5) != 0,
                transaction.customerId(),
                transaction.terminalId(),
                clockMicros,
                null));
      }
    }
    // Each is sent up to 4 seconds of event time late.
    Map<Long, Transaction> inOrderOfSending = new TreeMap<>();
    for (Transaction transaction : ready) {
      long at = (transaction.eventTimeMicros() + random.nextLong(4 * SECOND)) * 4;
      while (inOrderOfSending.putIfAbsent(at, transaction) != null) {
        at++;
      }
    }
    List<Future<RecordMetadata>> sends = new ArrayList<>();
    for (Transaction transaction : inOrderOfSending.values()) {
      sends.add(send(transaction));
      if (random.nextInt(50) == 0) {
        sends.add(send(transaction));
      }
    }
    reports.sort(Comparator.comparingLong(FraudReport::reportedAtMicros));
    for (FraudReport report : reports) {
      sent.add(report);
      sends.add(send(reportsTopic, report.customerId(), encoder.encode(report)));
    }
    for (Future<RecordMetadata> send : sends) {
      send.get();
    }
  }

  private Future<RecordMetadata> send(Transaction transaction) {
    sent.add(transaction);
    return send(transactionsTopic, transaction.customerId(), encoder.encode(transaction));
  }

  private Future<RecordMetadata> send(String topic, String key, byte[] value) {
    return producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  /** What the engine alone says of all that was sent, taken in the order of event time. */
  Map<String, double[]> expected() {
    List<Object> inOrder = new ArrayList<>(sent);
    inOrder.sort(
        Comparator.comparingLong(DetectFixture::timeMicros)
            .thenComparing(event -> event instanceof Transaction)
            .thenComparing(
                event ->
                    event instanceof Transaction transaction
                        ? EventId.of(transaction.transactionId())
                        : EventId.of("")));
    FeatureEngine engine = new FeatureEngine(FeatureSets.STANDARD, Duration.ZERO);
    Map<String, double[]> values = new TreeMap<>();
    for (Object event : inOrder) {
      if (event instanceof FraudReport report) {
        engine.add(report);
      } else {
        Transaction transaction = (Transaction) event;
        double[] vector = engine.add(transaction);
        if (vector != null) {
          values.put(transaction.transactionId(), vector);
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

  /** What the stream job's stages say. */
  Map<String, double[]> streamed(int parallelism, Map<String, String> more) throws Exception {
    StreamExecutionEnvironment env = environment(parallelism, RuntimeExecutionMode.STREAMING);
    DetectSettings settings = DetectSettings.of(options(more));
    return collect(DetectTopology.features(env, settings));
  }

  /** What the batch job's stages say of what is in the lake. */
  Map<String, double[]> batched(int parallelism) throws Exception {
    StreamExecutionEnvironment env = environment(parallelism, RuntimeExecutionMode.BATCH);
    LakeFeatures features =
        LakeFeatures.ofCurrent(lake.lakeSettings(), FeatureSets.STANDARD, 0, Long.MAX_VALUE);
    return collect(features.over(env, lake.lakeSettings()));
  }

  private static Map<String, double[]> collect(DataStream<FeatureEvent> features) throws Exception {
    Map<String, double[]> values = new TreeMap<>();
    try (CloseableIterator<FeatureEvent> events = features.executeAndCollect()) {
      while (events.hasNext()) {
        FeatureEvent event = events.next();
        if (!event.marks().history() && !event.marks().duplicate()) {
          values.put(event.transaction().transactionId(), event.values());
        }
      }
    }
    return values;
  }

  StreamExecutionEnvironment environment(int parallelism, RuntimeExecutionMode mode) {
    Configuration flink = new Configuration();
    flink.set(ExecutionOptions.RUNTIME_MODE, mode);
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        lake.directory().resolve("checkpoints").toUri().toString());
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
  }

  /** Runs the ingest job until the lake holds all that was sent. */
  void ingest() throws Exception {
    StreamExecutionEnvironment env = environment(2, RuntimeExecutionMode.STREAMING);
    IngestJob.define(env, IngestSettings.of(ingestOptions()));
    JobClient job = env.executeAsync("ingest");
    await().atMost(Duration.ofMinutes(2)).until(() -> rows() == sent.size());
    job.cancel().get();
  }

  private long rows() throws Exception {
    try (RESTCatalog catalog = lake.openCatalog()) {
      long rows = 0;
      for (LakeTable table : List.of(LakeTable.TRANSACTIONS, LakeTable.FRAUD_REPORTS)) {
        Table loaded = catalog.loadTable(table.identifier());
        rows += Long.parseLong(loaded.currentSnapshot().summary().get("total-records"));
      }
      return rows;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
