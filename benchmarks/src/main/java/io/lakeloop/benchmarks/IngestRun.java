package io.lakeloop.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.IngestJob;
import io.lakeloop.ingest.IngestSettings;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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
    if (args[0].equals("ingest")) {
      run.measure(PaymentTables.TRANSACTIONS.name(), run::startIngest);
    } else {
      run.measure(SQL_TABLE, run::startSql);
    }
    System.exit(0);
  }

  @FunctionalInterface
  private interface Starter {
    JobClient start(StreamExecutionEnvironment env) throws Exception;
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
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, flink);
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
      long startCpu = system.getProcessCpuTime();
      long start = System.nanoTime();
      JobClient job = starter.start(env);
      long warmCpu = 0;
      long warmRows = 0;
      long rows = 0;
      while (rows < records) {
        if (job.getJobStatus().get().isGloballyTerminalState()) {
          throw new IllegalStateException("The job ended: " + job.getJobStatus().get());
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        rows = rows(catalog.loadTable(identifier));
        if (rows > 0 && warmRows == 0) {
          warmRows = rows;
          warmCpu = system.getProcessCpuTime();
        }
      }
      long endCpu = system.getProcessCpuTime();
      System.out.printf(
          "RESULT %.3f %.3f %d %.0f%n",
          (System.nanoTime() - start) / 1e9,
          (endCpu - startCpu) / 1e9,
          peakMemoryMebibytes(),
          (records - warmRows) * 1e9 / Math.max(1, endCpu - warmCpu));
    }
  }

  private static long rows(Table table) {
    return table.currentSnapshot() == null
        ? 0
        : Long.parseLong(table.currentSnapshot().summary().get("total-records"));
  }

  private static long peakMemoryMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  private JobClient startIngest(StreamExecutionEnvironment env) throws Exception {
    IngestJob.define(env, settings());
    return env.executeAsync("ingest");
  }

  private JobClient startSql(StreamExecutionEnvironment env) throws Exception {
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
    Map<String, String> secrets = secrets();
    sql.executeSql(
        """
        CREATE CATALOG lake WITH (
          'type' = 'iceberg',
          'catalog-type' = 'rest',
          'uri' = '%s',
          'io-impl' = 'org.apache.iceberg.aws.s3.S3FileIO',
          's3.endpoint' = '%s',
          's3.path-style-access' = 'true',
          'client.region' = 'us-east-1',
          's3.access-key-id' = '%s',
          's3.secret-access-key' = '%s'
        )
        """
            .formatted(
                catalogUri,
                s3Endpoint,
                secrets.get("s3.access-key"),
                secrets.get("s3.secret-key")));
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

  private Map<String, String> secrets() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(secretsFile))) {
      properties.load(reader);
    }
    Map<String, String> secrets = new HashMap<>();
    properties.forEach((key, value) -> secrets.put(key.toString(), value.toString()));
    return secrets;
  }
}
