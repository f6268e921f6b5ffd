package io.lakeloop.benchmarks;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.IngestJob;
import io.lakeloop.ingest.IngestSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * One run of {@link IngestBenchmark}: starts a job, waits until its table has every record, prints
 * the cost.
 */
final class IngestRun {
  private static final int PARALLELISM = 2;
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
  private static final String SQL_TABLE = "payments.transactions_by_sql";
  private static final String CONNECT_TABLE = "payments.transactions_by_connect";

  private final long records;
  private final String bootstrapServers;
  private final String catalogUri;
  private final String s3Endpoint;
  private final String secretsFile;

  private IngestRun(String[] args) {
    records = Long.parseLong(args[1]);
    bootstrapServers = args[2];
    catalogUri = args[3];
    s3Endpoint = args[4];
    secretsFile = args[5];
  }

  public static void main(String[] args) throws Exception {
    IngestRun run = new IngestRun(args);
    switch (args[0]) {
      case "ingest" -> run.measure(PaymentTables.TRANSACTIONS.name(), () -> run.flink(run::ingest));
      case "sql" -> run.measure(SQL_TABLE, () -> run.flink(run::sql));
      case "connect" -> run.measure(CONNECT_TABLE, run::connect);
      default -> throw new IllegalArgumentException("No such job: " + args[0]);
    }
    System.exit(0);
  }

  @FunctionalInterface
  private interface Starter {
    Running start() throws Exception;
  }

  @FunctionalInterface
  private interface FlinkJob {
    JobClient start(StreamExecutionEnvironment env) throws Exception;
  }

  /** A job that runs, in this process or another. */
  private interface Running {
    boolean hasEnded() throws Exception;

    /** Processor time of the job's process so far, in nanoseconds. */
    long cpuNanos();

    long processId();

    /** Bytes of the newest complete checkpoint; 0 for a job that keeps its state elsewhere. */
    long checkpointBytes() throws IOException;

    /** Ends it. */
    void stop();
  }

  private IngestSettings settings() {
    return IngestSettings.of(
        Map.of(
            "ingest.kafka.bootstrap-servers", bootstrapServers,
            "lake.catalog.uri", catalogUri,
            "lake.s3.endpoint", s3Endpoint,
            "lake.secrets-file", secretsFile));
  }

  private void measure(String table, Starter starter) throws Exception {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings().lake()).loadCatalog()) {
      TableIdentifier identifier = TableIdentifier.parse(table);
      for (LakeTable ingested : PaymentTables.INGESTED) {
        if (catalog.tableExists(ingested.identifier())) {
          catalog.dropTable(ingested.identifier(), true);
        }
      }
      if (catalog.tableExists(identifier)) {
        catalog.dropTable(identifier, true);
      }
      LakeTables.createIfMissing(
          catalog,
          settings().lake(),
          new LakeTable(
              table,
              PaymentTables.TRANSACTIONS.schema(),
              PaymentTables.TRANSACTIONS.spec(),
              PaymentTables.TRANSACTIONS.properties()));
      long start = System.nanoTime();
      // Of a job in this process, what this process has cost before does not count.
      long before = ProcessTime.ofThis();
      Running job = starter.start();
      long startCpu = job.processId() == ProcessHandle.current().pid() ? before : 0;
      long warmCpu = 0;
      long warmRows = 0;
      long rows = 0;
      long checkpoint = 0;
      while (rows < records) {
        if (job.hasEnded()) {
          throw new IllegalStateException("The job ended");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        checkpoint = Math.max(checkpoint, job.checkpointBytes());
        rows = rows(catalog.loadTable(identifier));
        if (rows > 0 && warmRows == 0) {
          warmRows = rows;
          warmCpu = job.cpuNanos();
        }
      }
      long endCpu = job.cpuNanos();
      System.out.printf(
          "RESULT %.3f %.3f %d %.0f %d%n",
          (System.nanoTime() - start) / 1e9,
          (endCpu - startCpu) / 1e9,
          ProcessTime.peakMemoryMebibytes(job.processId()),
          (records - warmRows) * 1e9 / Math.max(1, endCpu - warmCpu),
          checkpoint);
      job.stop();
    }
  }

  private static long rows(Table table) {
    return table.currentSnapshot() == null
        ? 0
        : Long.parseLong(table.currentSnapshot().summary().get("total-records"));
  }

  private Running flink(FlinkJob flinkJob) throws Exception {
    Path checkpoints = Files.createTempDirectory("lakeloop-checkpoints-");
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    JobClient client =
        flinkJob.start(StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, flink));
    return new Running() {
      @Override
      public boolean hasEnded() throws Exception {
        return client.getJobStatus().get().isGloballyTerminalState();
      }

      @Override
      public long cpuNanos() {
        return ProcessTime.ofThis();
      }

      @Override
      public long processId() {
        return ProcessHandle.current().pid();
      }

      @Override
      public long checkpointBytes() throws IOException {
        return Checkpoints.newestBytes(checkpoints);
      }

      @Override
      public void stop() {
        client.cancel().join();
      }
    };
  }

  private Running connect() throws IOException {
    Process process =
        ConnectPeer.start(
            CONNECT_TABLE, catalogOptions(), bootstrapServers, PARALLELISM, CHECKPOINT_INTERVAL);
    return new Running() {
      @Override
      public boolean hasEnded() {
        return !process.isAlive();
      }

      @Override
      public long cpuNanos() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
      }

      @Override
      public long processId() {
        return process.pid();
      }

      @Override
      public long checkpointBytes() {
        return 0;
      }

      @Override
      public void stop() {
        process.destroy();
      }
    };
  }

  private JobClient ingest(StreamExecutionEnvironment env) throws Exception {
    IngestJob.define(env, settings());
    return env.executeAsync("ingest");
  }

  private JobClient sql(StreamExecutionEnvironment env) throws Exception {
    StreamTableEnvironment sql = StreamTableEnvironment.create(env);
    sql.executeSql(
        """
        CREATE TEMPORARY TABLE kafka_transactions (
          transaction_id STRING NOT NULL,
          event_time BIGINT NOT NULL,
          customer_id STRING NOT NULL,
          terminal_id STRING NOT NULL,
          amount DECIMAL(18, 2) NOT NULL,
          kafka_partition INT NOT NULL METADATA FROM 'partition' VIRTUAL,
          kafka_offset BIGINT NOT NULL METADATA FROM 'offset' VIRTUAL
        ) WITH (
          'connector' = 'kafka',
          'topic' = '%s',
          'properties.bootstrap.servers' = '%s',
          'properties.group.id' = 'plain-sql',
          'scan.startup.mode' = 'earliest-offset',
          'format' = 'avro'
        )
        """
            .formatted(IngestBenchmark.PLAIN_TOPIC, bootstrapServers));
    StringBuilder catalog =
        new StringBuilder("CREATE CATALOG lake WITH ('type' = 'iceberg', 'catalog-type' = 'rest'");
    catalogOptions().forEach((key, value) -> catalog.append(", '%s' = '%s'".formatted(key, value)));
    sql.executeSql(catalog.append(")").toString());
    return sql.executeSql(
            """
            INSERT INTO lake.%s
            SELECT transaction_id, TO_TIMESTAMP_LTZ(event_time / 1000, 3), customer_id, terminal_id, amount,
                   kafka_partition, kafka_offset, CURRENT_TIMESTAMP, CAST(0 AS BIGINT)
            FROM kafka_transactions
            """
                .formatted(SQL_TABLE))
        .getJobClient()
        .orElseThrow();
  }

  /** The catalog as both Flink SQL and Kafka Connect take it. */
  private Map<String, String> catalogOptions() throws IOException {
    Properties secrets = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(secretsFile))) {
      secrets.load(reader);
    }
    return Map.of(
        "uri",
        catalogUri,
        "io-impl",
        "org.apache.iceberg.aws.s3.S3FileIO",
        "s3.endpoint",
        s3Endpoint,
        "s3.path-style-access",
        "true",
        "client.region",
        "us-east-1",
        "s3.access-key-id",
        secrets.getProperty("s3.access-key"),
        "s3.secret-access-key",
        secrets.getProperty("s3.secret-key"));
  }
}
