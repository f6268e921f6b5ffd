package io.lakeloop.servers;

import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka, S3 and the catalog inside this process, for tests and the demo. Data stays in the data
 * directory; a later start continues from it. A stack that is not closed is closed when the process
 * ends in good order.
 */
public final class LocalStack implements AutoCloseable {
  private final DataDirectory directory;
  private final StackPlan plan;
  private final S3Credentials credentials;
  private final List<FileLock> locks;
  private final Map<ServerKind, LocalServer> servers = new EnumMap<>(ServerKind.class);
  private final Thread closeAtExit = new Thread(this::closeServers, "close-local-stack");
  private boolean closed;

  private LocalStack(LocalStackSettings settings, DataDirectory directory, List<FileLock> locks) {
    this.directory = directory;
    this.locks = locks;
    this.plan = StackPlan.make(settings, directory);
    this.credentials = directory.credentials();
    plan.write(directory);
    for (ServerKind kind : ServerKind.values()) {
      servers.put(
          kind,
          new LocalServer(
              kind,
              directory,
              plan.port(kind),
              plan.serverSettings(kind, directory, credentials, true).toMap()));
    }
  }

  /**
   * Starts the three servers side by side and returns when all of them answer.
   *
   * @throws LocalStackException when the data directory is in use, a port is taken, or a server
   *     fails to start; nothing is left running then
   */
  public static LocalStack start(LocalStackSettings settings) {
    DataDirectory directory = DataDirectory.create(settings.dataDirectory());
    List<FileLock> locks = new ArrayList<>();
    LocalStack stack;
    try {
      for (ServerKind kind : ServerKind.values()) {
        locks.add(directory.lock(kind));
      }
      stack = new LocalStack(settings, directory, locks);
    } catch (RuntimeException e) {
      locks.forEach(DataDirectory::release);
      throw e;
    }
    try {
      stack.forAll(LocalServer::start);
      Runtime.getRuntime().addShutdownHook(stack.closeAtExit);
    } catch (RuntimeException e) {
      try {
        stack.closeServers();
      } catch (RuntimeException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
    return stack;
  }

  /** Kafka's {@code bootstrap.servers}. */
  public String kafkaBootstrapServers() {
    return plan.endpoint(ServerKind.KAFKA);
  }

  /** URL of the S3 server; use path-style access. */
  public String s3Endpoint() {
    return plan.endpoint(ServerKind.S3);
  }

  /** S3 access key. */
  public String s3AccessKey() {
    return credentials.accessKey();
  }

  /** S3 secret key. */
  public String s3SecretKey() {
    return credentials.secretKey();
  }

  /** The file with {@code s3.access-key} and {@code s3.secret-key}, readable by its owner alone. */
  public Path secretsFile() {
    return directory.secretsFile();
  }

  /** URI of the Iceberg REST catalog. */
  public String catalogUri() {
    return plan.endpoint(ServerKind.CATALOG);
  }

  /** Location below which the catalog makes tables. */
  public String warehouse() {
    return plan.warehouse();
  }

  /** All of the above in one. */
  public StackEndpoints endpoints() {
    return StackEndpoints.of(plan, directory);
  }

  /** The Kafka broker. */
  public LocalServer kafka() {
    return server(ServerKind.KAFKA);
  }

  /** The S3 server. */
  public LocalServer s3() {
    return server(ServerKind.S3);
  }

  /** The Iceberg REST catalog. */
  public LocalServer catalog() {
    return server(ServerKind.CATALOG);
  }

  private LocalServer server(ServerKind kind) {
    return Objects.requireNonNull(servers.get(kind));
  }

  /** Stops the servers and frees the data directory. Data stays. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(closeAtExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook does the same work; closing twice does no harm.
    }
    closeServers();
  }

  private synchronized void closeServers() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      forAll(LocalServer::stop);
    } finally {
      locks.forEach(DataDirectory::release);
    }
  }

  /** Does the same to all servers side by side; the first failure carries the others. */
  private void forAll(Consumer<LocalServer> action) {
    Map<FutureTask<?>, Thread> work = new LinkedHashMap<>();
    for (LocalServer server : servers.values()) {
      FutureTask<?> task = new FutureTask<>(() -> action.accept(server), null);
      work.put(task, new Thread(task, "local-" + server.kind().id()));
    }
    work.values().forEach(Thread::start);
    work.values().forEach(LocalStack::awaitEnd);
    LocalStackException failure = null;
    for (FutureTask<?> task : work.keySet()) {
      failure = combine(failure, failureOf(task));
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Waits even when interrupted: a half-started server would be left behind. */
  private static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable LocalStackException failureOf(Future<?> done) {
    try {
      done.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause() instanceof LocalStackException failure
          ? failure
          : new LocalStackException("A local server failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static @Nullable LocalStackException combine(
      @Nullable LocalStackException first, @Nullable LocalStackException next) {
    if (first == null) {
      return next;
    }
    if (next != null) {
      first.addSuppressed(next);
    }
    return first;
  }
}
