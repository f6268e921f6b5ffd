package io.lakeloop.benchmarks;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.servers.LocalStackProcesses;
import io.lakeloop.servers.LocalStackSettings;
import io.lakeloop.servers.StackEndpoints;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.SimulatorSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Catching up from Kafka: {@code IngestJob} against the plain way, Flink SQL {@code INSERT INTO
 * iceberg SELECT … FROM kafka} (Avro), and the Iceberg sink for Kafka Connect. Same records,
 * parallelism, checkpoint interval, heap and table layout; each run in a JVM of its own,
 * alternated. Kafka, S3 and the catalog run in processes of their own, so that the processor time
 * counted is the job's.
 *
 * <p>The plain way reads a topic of the same records without the 10-byte header of single-object
 * encoding, which its format does not know, and takes the event time as a number, since Flink's
 * Avro format reads microseconds as milliseconds. It writes the same columns; partition and offset
 * come from the connector's metadata.
 *
 * <p>Kafka Connect reads the very topic that {@code IngestJob} reads, by Avro's generic reader; its
 * sink commits at the same interval, by as many tasks. Connect has times in milliseconds.
 *
 * <p>State is the largest checkpoint seen; Kafka Connect keeps its offsets in Kafka.
 *
 * <p>Run: {@code ./benchmarks/run IngestBenchmark [RECORDS [ROUNDS]]}, by default 5 million and 3.
 * With the system property {@code profile=DIR} each run leaves a flight recording there.
 */
public final class IngestBenchmark {
  static final String TOPIC = "transactions";
  static final String PLAIN_TOPIC = "transactions-plain";
  private static final int PARTITIONS = 4;

  private IngestBenchmark() {}

  /** Arguments: records, rounds. */
  public static void main(String[] args) throws Exception {
    long records = args.length > 0 ? Long.parseLong(args[0]) : 5_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path directory = Files.createTempDirectory("lakeloop-ingest-benchmark-");
    LocalStackProcesses servers = new LocalStackProcesses(directory);
    try {
      StackEndpoints stack = servers.up(LocalStackSettings.in(directory));
      System.out.printf("Sending %,d records to two topics …%n", records);
      produce(stack.kafkaBootstrapServers(), records);
      Ratios sql = new Ratios();
      Ratios connect = new Ratios();
      System.out.printf(
          "%-6s %-10s %8s %8s %14s %14s %14s %9s %12s%n",
          "round",
          "job",
          "wall s",
          "cpu s",
          "records/s",
          "records/cpu-s",
          "warm",
          "peak MiB",
          "state bytes");
      for (int round = 1; round <= rounds; round++) {
        Cost ours = run("ingest", round, stack, records);
        sql.add(ours, run("sql", round, stack, records));
        if (System.getProperty("connect.class-path") != null) {
          connect.add(ours, run("connect", round, stack, records));
        }
      }
      sql.print("plain SQL");
      connect.print("Kafka Connect");
    } finally {
      servers.down();
    }
  }

  /** How many times the peer's records {@code IngestJob} took in a processor second. */
  private static final class Ratios {
    private final List<Double> whole = new ArrayList<>();
    private final List<Double> warm = new ArrayList<>();

    void add(Cost ours, Cost peer) {
      whole.add(ours.whole() / peer.whole());
      warm.add(ours.warm() / peer.warm());
    }

    void print(String peer) {
      if (!whole.isEmpty()) {
        System.out.printf("records per processor second, IngestJob / %s:%n", peer);
        System.out.println("  with start-up     " + median(whole));
        System.out.println("  from first commit " + median(warm));
      }
    }
  }

  private static String median(List<Double> ratios) {
    List<Double> sorted = ratios.stream().sorted().toList();
    return "median %.2f, %.2f to %.2f"
        .formatted(sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
  }

  private static void produce(String bootstrapServers, long records) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, PARTITIONS, (short) 1),
                  new NewTopic(PLAIN_TOPIC, PARTITIONS, (short) 1),
                  new NewTopic("fraud-reports", PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    properties.setProperty("compression.type", "lz4");
    properties.setProperty("linger.ms", "20");
    properties.setProperty("batch.size", Integer.toString(256 << 10));
    Simulator simulator =
        new Simulator(
            SimulatorSettings.of(1, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(36_500))
                .withPopulation(500_000, 100_000));
    io.lakeloop.adapter.avro.RecordEncoder encoder =
        io.lakeloop.adapter.avro.RecordEncoder.singleObject();
    int header = Framing.SINGLE_OBJECT.headerBytes();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      long sent = 0;
      while (sent < records) {
        if (simulator.next() instanceof Event.Payment payment) {
          byte[] key = payment.transaction().customerId().getBytes(StandardCharsets.UTF_8);
          byte[] value = encoder.encode(payment.transaction());
          var unused = producer.send(new ProducerRecord<>(TOPIC, key, value));
          var unused2 =
              producer.send(
                  new ProducerRecord<>(
                      PLAIN_TOPIC, key, Arrays.copyOfRange(value, header, value.length)));
          sent++;
        }
      }
      producer.flush();
    }
  }

  /**
   * Records per second of processor time.
   *
   * @param whole from the job's submission on, with everything that starting costs
   * @param warm from the first commit on
   */
  private record Cost(double whole, double warm) {}

  /** Runs one job in a JVM of its own. */
  private static Cost run(String job, int round, StackEndpoints stack, long records)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String module : List.of("java.util", "java.lang", "java.nio", "java.time")) {
      command.add("--add-opens=java.base/" + module + "=ALL-UNNAMED");
    }
    command.add("-Xmx4g");
    String profile = System.getProperty("profile");
    if (profile != null) {
      command.add(
          "-XX:StartFlightRecording=settings=profile,filename=%s/%s-%d.jfr"
              .formatted(profile, job, round));
    }
    String connect = System.getProperty("connect.class-path");
    if (connect != null) {
      command.add("-Dconnect.class-path=" + connect);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(IngestRun.class.getName());
    command.addAll(
        List.of(
            job,
            Long.toString(records),
            stack.kafkaBootstrapServers(),
            stack.catalogUri(),
            stack.s3Endpoint(),
            stack.secretsFile().toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String[] result = new String[0];
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("RESULT ")) {
          result = line.split(" ", -1);
        }
      }
    }
    if (process.waitFor() != 0 || result.length != 6) {
      throw new IOException("The " + job + " run failed");
    }
    double wall = Double.parseDouble(result[1]);
    double cpu = Double.parseDouble(result[2]);
    System.out.printf(
        "%-6d %-10s %8.1f %8.1f %,14.0f %,14.0f %,14.0f %9s %12s%n",
        round,
        job,
        wall,
        cpu,
        records / wall,
        records / cpu,
        Double.parseDouble(result[4]),
        result[3],
        result[5]);
    return new Cost(records / cpu, Double.parseDouble(result[4]));
  }
}
