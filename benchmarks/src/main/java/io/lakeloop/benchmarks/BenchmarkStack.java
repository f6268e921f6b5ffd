package io.lakeloop.benchmarks;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.local.Lakeloop;
import io.lakeloop.servers.LocalStackProcesses;
import io.lakeloop.servers.LocalStackSettings;
import io.lakeloop.servers.StackEndpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.rest.RESTCatalog;

/** Kafka, S3 and the catalog in processes of their own, for one benchmark, and jobs beside them. */
public final class BenchmarkStack implements AutoCloseable {
  private static final int PARTITIONS = 4;

  private final Path directory;
  private final LocalStackProcesses servers;
  private final StackEndpoints endpoints;

  private BenchmarkStack(Path directory, LocalStackProcesses servers, StackEndpoints endpoints) {
    this.directory = directory;
    this.servers = servers;
    this.endpoints = endpoints;
  }

  /** Starts the servers on a new directory. */
  public static BenchmarkStack start(String name) throws IOException {
    Path directory = Files.createTempDirectory("lakeloop-" + name + "-");
    LocalStackProcesses servers = new LocalStackProcesses(directory);
    return new BenchmarkStack(directory, servers, servers.up(LocalStackSettings.in(directory)));
  }

  /** Where everything is. */
  Path directory() {
    return directory;
  }

  /** Where the servers are. */
  StackEndpoints endpoints() {
    return endpoints;
  }

  /** The options that tell any job where the stack is, and those given. */
  Map<String, String> options(Map<String, String> more) {
    Map<String, String> options = new LinkedHashMap<>(more);
    options.put("ingest.kafka.bootstrap-servers", endpoints.kafkaBootstrapServers());
    options.put("lake.catalog.uri", endpoints.catalogUri());
    options.put("lake.s3.endpoint", endpoints.s3Endpoint());
    options.put("lake.secrets-file", endpoints.secretsFile().toString());
    return options;
  }

  /** The lake of the stack. */
  public LakeSettings lake() {
    return IngestSettings.of(options(Map.of())).lake();
  }

  /** The file on this machine's disk of an object that the S3 server holds. */
  Path file(String location) {
    return directory.resolve("s3").resolve(location.substring(location.indexOf("//") + 2));
  }

  /** Runs a command of the command line in this process, to its end. */
  void lakeloop(String... command) {
    int exitCode = Lakeloop.commandLine().execute(here(command));
    if (exitCode != 0) {
      throw new IllegalStateException("lakeloop " + String.join(" ", command) + ": " + exitCode);
    }
  }

  /** Starts a command in a JVM of its own; what it prints goes to a file of its name. */
  Process startLakeloop(List<String> jvmOptions, String... command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String module : List.of("java.util", "java.lang", "java.nio", "java.time")) {
      line.add("--add-opens=java.base/" + module + "=ALL-UNNAMED");
    }
    line.addAll(jvmOptions);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Lakeloop.class.getName()));
    line.addAll(Arrays.asList(here(command)));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(command[0] + ".log").toFile())
        .start();
  }

  private String[] here(String... command) {
    return Stream.concat(Arrays.stream(command), Stream.of("--data-dir", directory.toString()))
        .toArray(String[]::new);
  }

  /** Simulates history and lets the ingest job put it into the lake. Returns its transactions. */
  long fillLake(int days, int customers) throws Exception {
    lakeloop(
        "simulate",
        "--days=" + days,
        "--customers=" + customers,
        "--late-rate=0",
        "--duplicate-rate=0",
        "--malformed-rate=0",
        "--partitions=" + PARTITIONS);
    Process ingest = startLakeloop(List.of("-Xmx3g"), "ingest");
    try (RESTCatalog catalog = new LakeCatalogLoader(lake()).loadCatalog()) {
      long rows = 0;
      long before = -1;
      // The backlog is in when two commits' time brings nothing more.
      while (rows == 0 || rows != before) {
        before = rows;
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(25));
        if (catalog.tableExists(PaymentTables.TRANSACTIONS.identifier())) {
          rows = rows(catalog.loadTable(PaymentTables.TRANSACTIONS.identifier()));
        }
        if (!ingest.isAlive()) {
          throw new IllegalStateException("the ingest job ended; see ingest.log in " + directory);
        }
      }
      return rows;
    } finally {
      ingest.destroy();
      ingest.waitFor();
    }
  }

  private static long rows(Table table) {
    Snapshot current = table.currentSnapshot();
    return current == null
        ? 0
        : Long.parseLong(current.summary().getOrDefault("total-records", "0"));
  }

  @Override
  public void close() throws IOException {
    servers.down();
  }
}
