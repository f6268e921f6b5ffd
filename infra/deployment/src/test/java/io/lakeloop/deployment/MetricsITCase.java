package io.lakeloop.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.detect.DetectJob;
import io.lakeloop.detect.DetectSettings;
import io.lakeloop.domain.Transaction;
import io.lakeloop.ingest.IngestJob;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.testing.EmbeddedLake;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both streaming jobs, running, export every metric that a rule or a dashboard names. */
@Timeout(300)
class MetricsITCase {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final EmbeddedLake lake = EmbeddedLake.get();
  private final Map<String, String> options = new HashMap<>(lake.lakeOptions());

  @FunctionalInterface
  private interface Definition {
    void define(StreamExecutionEnvironment env) throws Exception;
  }

  @Test
  void runningJobsExportEveryMetricThatIsUsed() throws Exception {
    lake.dropTables();
    options.put("ingest.kafka.bootstrap-servers", lake.stack().kafkaBootstrapServers());
    options.put("ingest.topic.transactions", lake.createTopic("transactions", 2));
    options.put("ingest.topic.fraud-reports", lake.createTopic("fraud-reports", 2));
    options.put("ingest.checkpoint.interval", "1 s");
    int ingestPort = freePort();
    int detectPort = freePort();
    JobClient ingest =
        start("ingest", ingestPort, env -> IngestJob.define(env, IngestSettings.of(options)));
    Map<String, String> detectOptions = new HashMap<>(options);
    detectOptions.put("detect.topic.alerts", lake.createTopic("alerts", 1));
    detectOptions.put("detect.checkpoint.interval", "1 s");
    detectOptions.put("detect.ordering", "arrival");
    JobClient detect =
        start("detect", detectPort, env -> DetectJob.define(env, DetectSettings.of(detectOptions)));
    produce();

    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              Set<String> exported = exported(ingestPort);
              exported.addAll(exported(detectPort));
              assertThat(exported).containsAll(Monitoring.metrics());
            });
    ingest.cancel().get();
    detect.cancel().get();
  }

  private void produce() throws Exception {
    RecordEncoder encoder = RecordEncoder.singleObject();
    long now = Instant.now().toEpochMilli() * 1000;
    try (KafkaProducer<byte[], byte[]> producer = lake.openProducer()) {
      List<byte[]> values = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        values.add(
            encoder.encode(
                new Transaction(
                    "T" + i, now + i, "C" + i % 5, "P" + i % 3, 100_000L * (1 + i % 9))));
      }
      values.add("no transaction".getBytes(StandardCharsets.UTF_8));
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(options.get("ingest.topic.transactions"), value)).get();
      }
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private JobClient start(String name, int port, Definition definition) throws Exception {
    Configuration flink = new Configuration();
    flink.setString("metrics.reporters", "prom");
    flink.setString(
        "metrics.reporter.prom.factory.class",
        "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
    flink.setString("metrics.reporter.prom.port", Integer.toString(port));
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        lake.directory().resolve("metrics-" + name).toUri().toString());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    definition.define(env);
    return env.executeAsync("lakeloop-" + name);
  }

  private static Set<String> exported(int port) throws Exception {
    String text =
        HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Set<String> names = new TreeSet<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
    return names;
  }
}
