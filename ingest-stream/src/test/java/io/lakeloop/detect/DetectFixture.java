package io.lakeloop.detect;

import static org.awaitility.Awaitility.await;

import io.lakeloop.adapter.avro.AlertCodec;
import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.adapter.flink.LakeFeatures;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.domain.Alert;
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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Topics of its own, traffic with disorder, duplicates and reports, and what should come of it. */
final class DetectFixture implements AutoCloseable {
  private static final long START_MICROS = 1_780_000_000_000_000L;
  private static final long SECOND = 1_000_000L;
  private static final int PARTITIONS = 3;
  static final String AHEAD = "ahead-";

  private String stateBackend = "hashmap";
  private final EmbeddedLake lake = EmbeddedLake.get();
  private final ModelFixture models = new ModelFixture(lake);
  private final Random random = new Random(11);
  private final RecordEncoder encoder = RecordEncoder.singleObject();
  private final KafkaProducer<byte[], byte[]> producer = lake.openProducer();
  private final String transactionsTopic = lake.createTopic("transactions", PARTITIONS);
  private final String reportsTopic = lake.createTopic("fraud-reports", PARTITIONS);
  private final String alertsTopic = lake.createTopic("alerts", 1);
  private final List<Object> sent = new ArrayList<>();
  private long clockMicros = START_MICROS;
  private final PriorityQueue<Timed> reports = new PriorityQueue<>();
  private final List<JobClient> jobs = new ArrayList<>();
  private int produced;

  DetectFixture() throws Exception {
    lake.dropTables();
  }

  String alertsTopic() {
    return alertsTopic;
  }

  ModelFixture models() {
    return models;
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

  /**
   * Sends transactions over some hours, out of order by at most 4 seconds, one in 50 twice, and
   * each report when its time has come.
   */
  void produce(int count) throws Exception {
    PriorityQueue<Timed> ready = new PriorityQueue<>();
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
      ready.add(new Timed(clockMicros + random.nextLong(4 * SECOND), produced, transaction));
      if (random.nextInt(8) == 0) {
        long reportedAt = clockMicros + random.nextLong(6 * 3600 * SECOND);
        reports.add(
            new Timed(
                reportedAt, produced, report(transaction, reportedAt, random.nextInt(5) != 0)));
      }
    }
    while (!reports.isEmpty() && reports.peek().atMicros() <= clockMicros) {
      ready.add(reports.remove());
    }
    List<Future<RecordMetadata>> sends = new ArrayList<>();
    while (!ready.isEmpty()) {
      Object event = ready.remove().event();
      if (event instanceof Transaction transaction) {
        sends.add(send(transaction));
        if (random.nextInt(50) == 0) {
          sends.add(send(transaction));
        }
      } else {
        sends.add(send((FraudReport) event));
      }
    }
    for (Future<RecordMetadata> send : sends) {
      send.get();
    }
  }

  private record Timed(long atMicros, int sequence, Object event) implements Comparable<Timed> {
    @Override
    public int compareTo(Timed other) {
      int byTime = Long.compare(atMicros, other.atMicros);
      return byTime != 0 ? byTime : Integer.compare(sequence, other.sequence);
    }
  }

  private static FraudReport report(Transaction of, long reportedAtMicros, boolean fraud) {
    return new FraudReport(
        of.transactionId(),
        reportedAtMicros,
        fraud,
        of.customerId(),
        of.terminalId(),
        of.eventTimeMicros(),
        null);
  }

  private Future<RecordMetadata> send(FraudReport report) {
    sent.add(report);
    return send(reportsTopic, report.customerId(), encoder.encode(report));
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

  /** Has jobs that are started from now on keep their state in this backend of Flink's. */
  void keepStateIn(String backend) {
    stateBackend = backend;
  }

  StreamExecutionEnvironment environment(int parallelism, RuntimeExecutionMode mode) {
    Configuration flink = new Configuration();
    flink.set(StateBackendOptions.STATE_BACKEND, stateBackend);
    flink.set(ExecutionOptions.RUNTIME_MODE, mode);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        lake.directory().resolve("checkpoints").toUri().toString());
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
  }

  /** Runs the detect job up to the topics' present end. */
  void run(int parallelism, Map<String, String> more) throws Exception {
    start(parallelism, more).getJobExecutionResult().get();
  }

  JobClient start(int parallelism, Map<String, String> more) throws Exception {
    StreamExecutionEnvironment env = environment(parallelism, RuntimeExecutionMode.STREAMING);
    DetectJob.define(env, DetectSettings.of(options(more)));
    JobClient job = env.executeAsync("detect");
    jobs.add(job);
    return job;
  }

  /** Starts the job without an end; it fails at the first event behind a checkpoint. */
  JobClient startFailingOnce(int parallelism) throws Exception {
    StreamExecutionEnvironment env = environment(parallelism, RuntimeExecutionMode.STREAMING);
    DetectSettings settings =
        DetectSettings.of(
            options(Map.of("detect.stop-at-end", "false", "detect.watermark.idle-timeout", "1 h")));
    DetectJob.prepare(env, settings);
    DataStream<FeatureEvent> features =
        DetectTopology.features(env, settings)
            .map(new FailOnce())
            .returns(FeatureStages.EVENT_TYPE)
            .uid("fail-once");
    DetectTopology.write(DetectTopology.score(features, settings), settings);
    FailOnce.ARMED.set(true);
    JobClient job = env.executeAsync("detect");
    jobs.add(job);
    return job;
  }

  static boolean hasFailed() {
    return !FailOnce.ARMED.get();
  }

  private static final class FailOnce
      implements MapFunction<FeatureEvent, FeatureEvent>, CheckpointListener {
    private static final long serialVersionUID = 1L;
    private static final AtomicBoolean ARMED = new AtomicBoolean();

    private transient boolean behindRows;
    private transient boolean checkpointed;

    @Override
    public FeatureEvent map(FeatureEvent event) {
      if (checkpointed && ARMED.compareAndSet(true, false)) {
        throw new IllegalStateException("failing once, as the test wants it");
      }
      behindRows = true;
      return event;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpointed = behindRows;
    }
  }

  /** Sends events of an hour later to every partition, so that no event waits any more. */
  void sendAhead() throws Exception {
    for (int n = 0; n < 10 * PARTITIONS; n++) {
      Transaction ahead =
          new Transaction(AHEAD + n, clockMicros + 3600 * SECOND, AHEAD + n, AHEAD, 1);
      FraudReport report = report(ahead, ahead.eventTimeMicros(), false);
      send(transactionsTopic, ahead.customerId(), encoder.encode(ahead)).get();
      send(reportsTopic, report.customerId(), encoder.encode(report)).get();
    }
  }

  List<Record> rows(LakeTable definition) throws Exception {
    List<Record> rows = new ArrayList<>();
    try (RESTCatalog catalog = lake.openCatalog();
        CloseableIterable<Record> records =
            IcebergGenerics.read(catalog.loadTable(definition.identifier())).build()) {
      records.forEach(rows::add);
    }
    return rows;
  }

  void dropDetected() throws Exception {
    try (RESTCatalog catalog = lake.openCatalog()) {
      for (LakeTable table : PaymentTables.DETECTED) {
        catalog.dropTable(table.identifier(), true);
      }
    }
  }

  /** Alerts in Kafka, by key. */
  Map<String, Alert> alerts() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", lake.stack().kafkaBootstrapServers());
    Map<String, Alert> alerts = new TreeMap<>();
    AlertCodec codec = new AlertCodec();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partition = List.of(new TopicPartition(alertsTopic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      long end = consumer.endOffsets(partition).get(partition.get(0));
      while (consumer.position(partition.get(0)) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          alerts.put(record.key(), codec.decode(record.value()));
        }
      }
    }
    return alerts;
  }

  /** Values by name, as the tables hold them. */
  Map<String, Double> asMap(double[] values) {
    Map<String, Double> map = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        map.put(FeatureSets.STANDARD.names().get(i), values[i]);
      }
    }
    return map;
  }

  /** Event time of the n-th transaction. */
  long timeOf(int n) {
    return sent.stream()
        .filter(e -> e instanceof Transaction t && t.transactionId().equals(Integer.toString(n)))
        .mapToLong(DetectFixture::timeMicros)
        .findFirst()
        .orElseThrow();
  }

  /** The event time that traffic has reached. */
  long now() {
    return clockMicros;
  }

  static long micros(Object time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, ((OffsetDateTime) time).toInstant());
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
      for (LakeTable table : List.of(PaymentTables.TRANSACTIONS, PaymentTables.FRAUD_REPORTS)) {
        Table loaded = catalog.loadTable(table.identifier());
        rows += Long.parseLong(loaded.currentSnapshot().summary().get("total-records"));
      }
      return rows;
    }
  }

  @Override
  public void close() throws Exception {
    for (JobClient job : jobs) {
      if (!job.getJobExecutionResult().isDone()) {
        job.cancel().get();
      }
    }
    producer.close();
  }
}
