package io.lakeloop.benchmarks;

import io.lakeloop.adapter.avro.AlertCodec;
import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.local.Lakeloop;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long an alert takes at a rate of transactions: from the broker's append of the transaction to
 * the broker's append of its alert. The detect job runs in a JVM of its own as {@code lakeloop
 * detect} starts it, with a trained model, exactly-once tables and checkpoints every 10 s; Kafka,
 * S3 and the catalog run in processes of their own, on the same machine.
 *
 * <p>The rates are taken one after the other, each with 15 s to settle. {@code sent} is the rate
 * that the broker really got; {@code behind} is how long after the last transaction of a rate the
 * last of its alerts came.
 *
 * <p>Run: {@code ./benchmarks/run LatencyBenchmark [SECONDS RATE…]}, by default 60 s each of 1,000,
 * 2,000, 5,000 and 10,000 a second. With the system property {@code profile=FILE} the job leaves a
 * flight recording there; {@code parallelism=N} sets the job's (default 1).
 */
public final class LatencyBenchmark {
  private static final int PARTITIONS = 4;
  private static final Duration SETTLING = Duration.ofSeconds(15);
  private static final Duration DRAINING = Duration.ofSeconds(5);

  private final BenchmarkStack stack;
  private final Simulator simulator =
      new Simulator(
          SimulatorSettings.of(1, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(36_500)));
  private final RecordEncoder encoder = RecordEncoder.singleObject();
  private final AlertCodec alerts = new AlertCodec();

  private LatencyBenchmark(BenchmarkStack stack) {
    this.stack = stack;
  }

  /** Arguments: seconds a rate, rates. */
  public static void main(String[] args) throws Exception {
    Duration length = Duration.ofSeconds(args.length > 0 ? Long.parseLong(args[0]) : 60);
    List<Integer> rates =
        args.length > 1
            ? Arrays.stream(args).skip(1).map(Integer::valueOf).toList()
            : List.of(1000, 2000, 5000, 10_000);
    try (BenchmarkStack stack = BenchmarkStack.start("latency-benchmark")) {
      new LatencyBenchmark(stack).run(length, rates);
    }
  }

  private void run(Duration length, List<Integer> rates) throws Exception {
    createTopics();
    promoteModel();
    Process job = startJob();
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                properties(), new ByteArraySerializer(), new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition topic = new TopicPartition("alerts", 0);
      consumer.assign(List.of(topic));
      consumer.seekToEnd(List.of(topic));
      consumer.position(topic);
      System.out.printf(
          "%8s %8s %8s %8s %8s %8s %8s %8s %10s%n",
          "asked/s",
          "sent/s",
          "alerts",
          "p50 ms",
          "p99 ms",
          "p99.9 ms",
          "max ms",
          "behind",
          "job cores");
      send(producer, rates.get(0), SETTLING.multipliedBy(2));
      for (int rate : rates) {
        send(producer, rate, SETTLING);
        consumer.seekToEnd(List.of(topic));
        consumer.position(topic);
        Duration cpu = job.info().totalCpuDuration().orElse(Duration.ZERO);
        long begin = System.nanoTime();
        long sent = send(producer, rate, length);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Duration used = job.info().totalCpuDuration().orElse(Duration.ZERO).minus(cpu);
        report(rate, sent / seconds, used.toMillis() / 1000.0 / seconds, consumer);
      }
    } finally {
      job.destroy();
      job.waitFor();
    }
  }

  private void createTopics() throws Exception {
    Map<String, String> appendTime = Map.of("message.timestamp.type", "LogAppendTime");
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", stack.endpoints().kafkaBootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("transactions", PARTITIONS, (short) 1).configs(appendTime),
                  new NewTopic("fraud-reports", PARTITIONS, (short) 1).configs(appendTime),
                  new NewTopic("alerts", 1, (short) 1).configs(appendTime)))
          .all()
          .get();
    }
  }

  private void promoteModel() throws IOException {
    Path artifact = stack.directory().resolve("first-model.zip");
    try (InputStream shipped =
        Objects.requireNonNull(
            Lakeloop.class.getResourceAsStream("/first-model.zip"), "the shipped model")) {
      Files.copy(shipped, artifact, StandardCopyOption.REPLACE_EXISTING);
    }
    stack.lakeloop("models", "register", artifact.toString());
    stack.lakeloop("models", "promote", "first");
  }

  private Process startJob() throws IOException {
    List<String> jvmOptions = new ArrayList<>(List.of("-Xmx2g"));
    String profile = System.getProperty("profile");
    if (profile != null) {
      jvmOptions.add("-XX:StartFlightRecording=settings=profile,filename=" + profile);
    }
    return stack.startLakeloop(
        jvmOptions, "detect", "--parallelism", System.getProperty("parallelism", "1"));
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", stack.endpoints().kafkaBootstrapServers());
    properties.setProperty("linger.ms", "0");
    return properties;
  }

  /** Sends at a rate, every millisecond what is due. */
  private long send(KafkaProducer<byte[], byte[]> producer, int rate, Duration length) {
    long begin = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - begin < length.toNanos()) {
      long due = (System.nanoTime() - begin) * rate / TimeUnit.SECONDS.toNanos(1);
      while (sent < due) {
        send(producer);
        sent++;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    producer.flush();
    return sent;
  }

  private void send(KafkaProducer<byte[], byte[]> producer) {
    Event event = simulator.next();
    if (event instanceof Payment payment) {
      var transaction = payment.transaction();
      long now = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
      byte[] value =
          encoder.encode(
              new io.lakeloop.domain.Transaction(
                  transaction.transactionId(),
                  now,
                  transaction.customerId(),
                  transaction.terminalId(),
                  transaction.amountMinorUnits()));
      byte[] key = transaction.customerId().getBytes(StandardCharsets.UTF_8);
      var unused = producer.send(new ProducerRecord<>("transactions", key, value));
    }
  }

  private void report(
      int rate, double sentPerSecond, double cores, KafkaConsumer<byte[], byte[]> consumer)
      throws IOException {
    long ended = System.currentTimeMillis();
    long last = ended;
    List<Long> delays = new ArrayList<>();
    long deadline = System.nanoTime() + DRAINING.toNanos();
    while (System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> alert : consumer.poll(Duration.ofMillis(100))) {
        last = Math.max(last, alert.timestamp());
        delays.add(
            alert.timestamp()
                - TimeUnit.MICROSECONDS.toMillis(alerts.decode(alert.value()).receivedAtMicros()));
        deadline = System.nanoTime() + DRAINING.toNanos();
      }
    }
    delays.sort(null);
    System.out.printf(
        "%,8d %,8.0f %,8d %,8d %,8d %,8d %,8d %,8d %10.2f%n",
        rate,
        sentPerSecond,
        delays.size(),
        quantile(delays, 0.5),
        quantile(delays, 0.99),
        quantile(delays, 0.999),
        quantile(delays, 1),
        last - ended,
        cores);
  }

  private static long quantile(List<Long> sorted, double share) {
    return sorted.isEmpty()
        ? -1
        : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
  }
}
