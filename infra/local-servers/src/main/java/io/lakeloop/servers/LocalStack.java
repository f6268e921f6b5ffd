package io.lakeloop.servers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Kafka, S3 and the catalog in this process, on loopback. Starting again on the same directory
 * finds topics, objects and tables as they were.
 */
public final class LocalStack implements AutoCloseable {
  private final LocalStackSettings settings;
  private final DataDirectory directory;
  private final AutoCloseable lock;
  private final LocalServer kafka;
  private final LocalServer s3;
  private final LocalServer catalog;

  private LocalStack(
      LocalStackSettings settings,
      DataDirectory directory,
      AutoCloseable lock,
      LocalServer kafka,
      LocalServer s3,
      LocalServer catalog) {
    this.settings = settings;
    this.directory = directory;
    this.lock = lock;
    this.kafka = kafka;
    this.s3 = s3;
    this.catalog = catalog;
  }

  /**
   * Starts the three servers.
   *
   * @throws IOException when the directory or a port is taken, or a server does not start
   */
  public static LocalStack start(LocalStackSettings settings) throws IOException {
    DataDirectory directory = new DataDirectory(settings.dataDirectory());
    AutoCloseable lock = directory.lock();
    refuseIfProcessesRun(settings, lock);
    System.setProperty("lakeloop.servers.log-directory", directory.logs().toString());
    LocalStack stack;
    try {
      stack = create(settings, directory, lock);
    } catch (IOException e) {
      closeQuietly(lock, e);
      throw e;
    }
    try {
      stack.startServers();
    } catch (IOException e) {
      closeQuietly(stack, e);
      throw e;
    }
    return stack;
  }

  private static void refuseIfProcessesRun(LocalStackSettings settings, AutoCloseable lock)
      throws IOException {
    boolean running =
        new LocalStackProcesses(settings.dataDirectory())
            .status().stream()
                .anyMatch(status -> status.state() != LocalStackProcesses.State.STOPPED);
    if (running) {
      IOException refusal =
          new IOException(
              "Servers are running on the data directory %s. Stop them (lakeloop down), or give another directory."
                  .formatted(settings.dataDirectory()));
      closeQuietly(lock, refusal);
      throw refusal;
    }
  }

  private static LocalStack create(
      LocalStackSettings settings, DataDirectory directory, AutoCloseable lock) throws IOException {
    Properties secrets = directory.secrets();
    Map<String, ServerLoader> loaders = new HashMap<>();
    Map<String, LocalServer> servers = new HashMap<>();
    for (ServerPlan plan : ServerPlan.of(settings, directory)) {
      if (!loaders.containsKey(plan.folder())) {
        loaders.put(plan.folder(), ServerLoader.over(plan.folder()));
      }
      Properties all = new Properties();
      all.putAll(plan.settings());
      all.setProperty("access-key", secrets.getProperty("s3.access-key"));
      all.setProperty("secret-key", secrets.getProperty("s3.secret-key"));
      servers.put(
          plan.key(),
          new LocalServer(
              plan.title(), requireNonNull(loaders.get(plan.folder())), plan.entryPoint(), all));
    }
    return new LocalStack(
        settings,
        directory,
        lock,
        requireNonNull(servers.get("kafka")),
        requireNonNull(servers.get("s3")),
        requireNonNull(servers.get("catalog")));
  }

  private void startServers() throws IOException {
    List<FutureTask<LocalServer>> starting = new ArrayList<>();
    for (LocalServer server : List.of(kafka, s3, catalog)) {
      Callable<LocalServer> start =
          () -> {
            server.start();
            return server;
          };
      FutureTask<LocalServer> task = new FutureTask<>(start);
      starting.add(task);
      new Thread(task, "start " + server).start();
    }
    for (FutureTask<LocalServer> task : starting) {
      try {
        task.get();
      } catch (ExecutionException e) {
        throw new IOException(
            "A local server did not start: %s. Its log is in %s"
                .formatted(e.getCause(), directory.logs()),
            e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while the local servers were starting", e);
      }
    }
  }

  private static void closeQuietly(AutoCloseable resource, IOException because) {
    try {
      resource.close();
    } catch (Exception e) {
      because.addSuppressed(e);
    }
  }

  /** The Kafka broker. */
  public LocalServer kafka() {
    return kafka;
  }

  /** The S3 server. */
  public LocalServer s3() {
    return s3;
  }

  /** The Iceberg REST catalog. */
  public LocalServer catalog() {
    return catalog;
  }

  /** Where the servers are. */
  public StackEndpoints endpoints() {
    return new StackEndpoints(kafkaBootstrapServers(), s3Endpoint(), catalogUri(), secretsFile());
  }

  /** Brokers as Kafka clients take them. */
  public String kafkaBootstrapServers() {
    return "127.0.0.1:" + kafka.port();
  }

  /** URL of the S3 server. */
  public String s3Endpoint() {
    return "http://127.0.0.1:" + s3.port();
  }

  /** URI of the catalog. */
  public String catalogUri() {
    return "http://127.0.0.1:" + catalog.port();
  }

  /** Where new tables are made. */
  public String warehouse() {
    return settings.warehouse();
  }

  /** The file with {@code s3.access-key} and {@code s3.secret-key}, readable by its owner alone. */
  public Path secretsFile() {
    return directory.secretsFile();
  }

  /** Stops the servers and releases the directory. */
  @Override
  public void close() throws Exception {
    try (lock;
        s3;
        catalog;
        kafka) {
      // Closed from the last to the first.
      return;
    }
  }
}
