package io.lakeloop.servers;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One server of a {@link LocalStack}. It may be stopped and started again, on the same port and
 * data, to see what its clients do meanwhile.
 */
public final class LocalServer {
  private final ServerKind kind;
  private final DataDirectory directory;
  private final int port;
  private final Map<String, String> serverSettings;
  private @Nullable AutoCloseable running;

  LocalServer(
      ServerKind kind, DataDirectory directory, int port, Map<String, String> serverSettings) {
    this.kind = kind;
    this.directory = directory;
    this.port = port;
    this.serverSettings = Map.copyOf(serverSettings);
  }

  /** Which server this is. */
  public ServerKind kind() {
    return kind;
  }

  /** TCP port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** What clients call it by: a URL, for Kafka {@code host:port}. */
  public String endpoint() {
    return kind.endpoint(port);
  }

  /** Whether it has been started and not stopped. */
  public synchronized boolean isRunning() {
    return running != null;
  }

  /**
   * Starts it and returns when it answers; does nothing when it runs.
   *
   * @throws LocalStackException when its port is taken or it fails to start
   */
  public synchronized void start() {
    if (running != null) {
      return;
    }
    StackPlan.requireFree(kind, port);
    // Written first, so that whoever finds the directory locked is told by whom.
    RunFile.write(directory, kind, port, true);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(ServerLoader.loader(kind));
      running = ServerLoader.entry(kind).apply(serverSettings);
    } catch (LocalStackException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new LocalStackException(
          "The "
              + kind.id()
              + " server failed to start on port "
              + port
              + ": "
              + e.getMessage()
              + ". Its log is "
              + directory.logFile(kind),
          e);
    } finally {
      thread.setContextClassLoader(before);
      if (running == null) {
        RunFile.delete(directory, kind);
      }
    }
  }

  /** Stops it in good order; does nothing when it does not run. */
  public synchronized void stop() {
    AutoCloseable stopping = running;
    if (stopping == null) {
      return;
    }
    running = null;
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(ServerLoader.loader(kind));
      stopping.close();
    } catch (Exception e) {
      throw new LocalStackException("The " + kind.id() + " server failed to stop in good order", e);
    } finally {
      thread.setContextClassLoader(before);
      RunFile.delete(directory, kind);
    }
  }
}
