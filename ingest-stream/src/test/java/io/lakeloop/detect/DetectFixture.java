package io.lakeloop.detect;

import static org.awaitility.Awaitility.await;

import io.lakeloop.adapter.avro.AlertCodec;
import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.LakeFeatures;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.domain.Alert;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.EventId;
import io.lakeloop.feature.FeatureEngine;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.ingest.IngestJob;
import io.lakeloop.ingest.IngestOptions;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.model.Calibration;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelKind;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.ModelVersion;
import io.lakeloop.model.RuleScorer;
import io.lakeloop.model.RuleScorer.Comparison;
import io.lakeloop.model.RuleScorer.Rule;
import io.lakeloop.testing.EmbeddedLake;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
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
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
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

  private final EmbeddedLake lake = EmbeddedLake.get();
  private final Random random = new Random(11);
  private final RecordEncoder encoder = RecordEncoder.singleObject();
  private final KafkaProducer<byte[], byte[]> producer = lake.openProducer();
  private final String transactionsTopic = lake.createTopic("transactions", PARTITIONS);
  private final String reportsTopic = lake.createTopic("fraud-reports", PARTITIONS);
  private final String alertsTopic = lake.createTopic("alerts", 1);
  private final List<Object> sent = new ArrayList<>();
  private long clockMicros = START_MICROS;
  private final List<JobClient> jobs = new ArrayList<>();
  private int produced;
  private int modelEvents;

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
      for (LakeTable table : LakeTable.DETECTED) {
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

  /** A model that scores amounts above a limit. */
  static byte[] artifact(String version, FeatureSet set, double limit, double score) {
    ModelManifest manifest =
        new ModelManifest(
            "test",
            version,
            ModelKind.RULES,
            set.name(),
            set.hash(),
            set.names(),
            List.of(),
            new Calibration.None(),
            0.5,
            new TreeMap<>());
    return ModelArtifact.write(
        manifest,
        RuleScorer.write(
            List.of(new Rule("TX_AMOUNT", Comparison.ABOVE, limit, score, "the amount is high"))));
  }

  void register(String version, double limit, double score) throws Exception {
    register(version, artifact(version, FeatureSets.STANDARD, limit, score), bytes -> {});
  }

  /** Registers bytes, and changes the stored file afterwards. */
  void register(String version, byte[] artifact, Consumer<byte[]> change) throws Exception {
    try (RESTCatalog catalog = lake.openCatalog();
        FileIO io = LakeCatalogLoader.fileIo(lake.lakeSettings())) {
      ModelVersion registered =
          registry(catalog)
              .register(
                  new ModelRegistry.Registration(
                      version,
                      FeatureSets.STANDARD.name(),
                      FeatureSets.STANDARD.hash(),
                      Map.of(),
                      Map.of()),
                  artifact,
                  null,
                  null);
      byte[] changed = artifact.clone();
      change.accept(changed);
      if (!Arrays.equals(changed, artifact)) {
        try (OutputStream out = io.newOutputFile(registered.artifactUri()).createOrOverwrite()) {
          out.write(changed);
        }
      }
    }
  }

  void deleteArtifact(String version) throws Exception {
    try (RESTCatalog catalog = lake.openCatalog();
        FileIO io = LakeCatalogLoader.fileIo(lake.lakeSettings())) {
      io.deleteFile(
          registry(catalog).events().timeline().find(version).orElseThrow().artifactUri());
    }
  }

  /** Records an event as it is, unchecked. */
  void append(ModelEvent.Type type, String version, long effectiveFromMicros) throws Exception {
    try (RESTCatalog catalog = lake.openCatalog()) {
      registry(catalog)
          .append(
              ModelEvent.effective(
                  "event-%04d".formatted(modelEvents++),
                  type,
                  version,
                  modelEvents,
                  effectiveFromMicros,
                  null,
                  null));
    }
  }

  private ModelRegistry registry(RESTCatalog catalog) {
    return new ModelRegistry(catalog, lake.lakeSettings(), Clock.systemUTC());
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
  public void close() throws Exception {
    for (JobClient job : jobs) {
      if (!job.getJobExecutionResult().isDone()) {
        job.cancel().get();
      }
    }
    producer.close();
  }
}
