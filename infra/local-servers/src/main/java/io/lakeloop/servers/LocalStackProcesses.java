package io.lakeloop.servers;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The servers as background processes that outlive the one that starts them. What runs is kept in
 * {@code stack.properties}; a process is known by its id and its start time, so that a recycled id
 * is never signalled.
 */
public final class LocalStackProcesses {
  static final String STACK_FILE = "stack.properties";

  private static final List<String> KEYS = List.of("kafka", "s3", "catalog");
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final DataDirectory directory;

  /** The processes of a data directory. */
  public LocalStackProcesses(Path dataDirectory) throws IOException {
    this.directory = new DataDirectory(dataDirectory.toAbsolutePath().normalize());
  }

  /** How one server is doing. */
  public enum State {
    /** Its process runs and it answers. */
    RUNNING,
    /** Its process runs, and it does not answer. */
    UNHEALTHY,
    /** It has no process. */
    STOPPED
  }

  /**
   * One server.
   *
   * @param name {@code kafka}, {@code s3} or {@code catalog}
   * @param state how it is doing
   * @param pid process id, 0 when stopped
   * @param port its port on loopback, 0 when never started
   * @param uptime since its process started
   */
  public record Status(String name, State state, long pid, int port, Duration uptime) {}

  /**
   * Starts what is not running and waits until it answers.
   *
   * @throws IOException when a port or the directory is taken, or a server does not come up; with
   *     the last lines of its output
   */
  public StackEndpoints up(LocalStackSettings settings) throws IOException {
    Properties running = load();
    try (AutoCloseable lock = directory.lock()) {
      directory.secrets();
      if (KEYS.stream().allMatch(key -> process(running, key).isPresent())) {
        return endpoints(running);
      }
      down();
      Properties started = new Properties();
      for (ServerPlan plan : ServerPlan.of(settings, directory)) {
        Process process = start(plan);
        started.setProperty(plan.key() + ".pid", Long.toString(process.pid()));
        started.setProperty(plan.key() + ".port", Integer.toString(plan.port()));
        started.setProperty(plan.key() + ".started", startTime(process.toHandle()).toString());
        store(started);
      }
      for (String key : KEYS) {
        awaitHealthy(started, key);
      }
      return endpoints(started);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Cannot release the lock of " + directory.root(), e);
    }
  }

  private Process start(ServerPlan plan) throws IOException {
    Path settingsFile = directory.root().resolve(plan.key() + ".settings");
    try (Writer writer = Files.newBufferedWriter(settingsFile)) {
      plan.settings().store(writer, "Settings of the " + plan.title());
    }
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + plan.heap(),
            "-XX:+UseSerialGC",
            "-Dlakeloop.servers.log-directory=" + directory.logs(),
            "-cp",
            ServerLoader.classPathArgument(plan.folder()),
            "io.lakeloop.servers.embedded.ServerMain",
            plan.entryPoint(),
            settingsFile.toString(),
            directory.secretsFile().toString())
        .redirectErrorStream(true)
        .redirectOutput(output(plan.key()).toFile())
        .start();
  }

  private Path output(String key) {
    return directory.logs().resolve(key + ".out");
  }

  private void awaitHealthy(Properties started, String key) throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!answers(key, port(started, key))) {
      boolean died = process(started, key).isEmpty();
      if (died || System.nanoTime() > deadline) {
        List<String> lines = Files.readAllLines(output(key));
        throw new IOException(
            "The %s server %s. Its output ends with:%n%s"
                .formatted(
                    key,
                    died ? "ended while starting" : "did not answer within " + START_TIMEOUT,
                    String.join(
                        System.lineSeparator(),
                        lines.subList(Math.max(0, lines.size() - 15), lines.size()))));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static boolean answers(String key, int port) {
    if (key.equals("kafka")) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return true;
      } catch (IOException e) {
        return false;
      }
    }
    String path = key.equals("catalog") ? "/v1/config" : "/";
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(3000);
      int status = connection.getResponseCode();
      connection.disconnect();
      // The S3 server refuses who comes without a signature: it answers.
      return status < 500;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Stops every server: asks first, forces after a while. Servers that do not run are left as they
   * are.
   */
  public void down() throws IOException {
    Properties running = load();
    List<ProcessHandle> processes = new ArrayList<>();
    for (String key : List.of("catalog", "s3", "kafka")) {
      process(running, key).ifPresent(processes::add);
    }
    processes.forEach(ProcessHandle::destroy);
    for (ProcessHandle process : processes) {
      try {
        process.onExit().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        process.destroyForcibly();
      } catch (ExecutionException e) {
        throw new IOException("Cannot wait for process " + process.pid(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while stopping the servers", e);
      }
    }
    Files.deleteIfExists(directory.root().resolve(STACK_FILE));
  }

  /** How each server is doing. */
  public List<Status> status() throws IOException {
    Properties running = load();
    List<Status> statuses = new ArrayList<>();
    for (String key : KEYS) {
      Optional<ProcessHandle> process = process(running, key);
      int port = port(running, key);
      statuses.add(
          process
              .map(
                  handle ->
                      new Status(
                          key,
                          answers(key, port) ? State.RUNNING : State.UNHEALTHY,
                          handle.pid(),
                          port,
                          Duration.between(startTime(handle), Instant.now())))
              .orElseGet(() -> new Status(key, State.STOPPED, 0, port, Duration.ZERO)));
    }
    return statuses;
  }

  private StackEndpoints endpoints(Properties running) {
    return StackEndpoints.of(
        directory.root(),
        running.getProperty("kafka.port"),
        running.getProperty("s3.port"),
        running.getProperty("catalog.port"));
  }

  private static int port(Properties running, String key) {
    return Integer.parseInt(running.getProperty(key + ".port", "0"));
  }

  private static Optional<ProcessHandle> process(Properties running, String key) {
    String pid = running.getProperty(key + ".pid");
    return pid == null
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(pid))
            .filter(ProcessHandle::isAlive)
            .filter(
                handle ->
                    startTime(handle).toString().equals(running.getProperty(key + ".started")));
  }

  private static Instant startTime(ProcessHandle handle) {
    return handle.info().startInstant().orElse(Instant.EPOCH);
  }

  private Properties load() throws IOException {
    Properties properties = new Properties();
    Path file = directory.root().resolve(STACK_FILE);
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
    return properties;
  }

  private void store(Properties properties) throws IOException {
    try (Writer writer = Files.newBufferedWriter(directory.root().resolve(STACK_FILE))) {
      properties.store(writer, "Local servers that were started on this directory");
    }
  }
}
