package io.lakeloop.benchmarks;

import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.domain.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long the detect job takes from its start until it alerts on the first transaction behind the
 * history that it reads from the lake, by the size of that history. The transaction waits in Kafka
 * when the job starts; its amount is one that the rules alert on. Thirty days of history, all
 * within the feature horizon.
 *
 * <p>Run: {@code ./benchmarks/run BootstrapBenchmark [CUSTOMERS…]}, by default 2,000, 16,667 and
 * 33,333, which make 0.12, 1 and 2 million transactions.
 */
public final class BootstrapBenchmark {
  private static final int DAYS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private BootstrapBenchmark() {}

  /** Arguments: populations. */
  public static void main(String[] args) throws Exception {
    List<Integer> populations =
        args.length > 0
            ? Arrays.stream(args).map(Integer::valueOf).toList()
            : List.of(2_000, 16_667, 33_333);
    for (int customers : populations) {
      try (BenchmarkStack stack = BenchmarkStack.start("bootstrap-benchmark")) {
        long transactions = stack.fillLake(DAYS, customers);
        for (int round = 1; round <= 2; round++) {
          double seconds = secondsToFirstAlert(stack);
          System.out.printf(
              "%,d transactions in the lake: first alert %.1f s after the job's start%n",
              transactions, seconds);
        }
      }
    }
  }

  private static double secondsToFirstAlert(BenchmarkStack stack) throws Exception {
    String servers = stack.endpoints().kafkaBootstrapServers();
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", servers);
    send(properties);
    long begin = System.nanoTime();
    Process job = stack.startLakeloop(List.of("-Xmx4g"), "detect", "--parallelism", "2");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> alerts =
          consumer.partitionsFor("alerts").stream()
              .map(partition -> new TopicPartition("alerts", partition.partition()))
              .toList();
      consumer.assign(alerts);
      consumer.seekToEnd(alerts);
      alerts.forEach(consumer::position);
      while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
        if (!job.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw new IllegalStateException("no alert came; see detect.log in " + stack.directory());
        }
      }
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      job.destroy();
      job.waitFor();
    }
  }

  private static void send(Properties properties) throws Exception {
    Transaction transaction =
        new Transaction(
            UUID.randomUUID().toString(),
            TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()),
            "customer-of-the-benchmark",
            "terminal-of-the-benchmark",
            100_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  "transactions",
                  transaction.customerId().getBytes(StandardCharsets.UTF_8),
                  RecordEncoder.singleObject().encode(transaction)))
          .get();
    }
  }
}
