package io.lakeloop.servers;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One server inside this process. Can be stopped and started again on the same port and data, as
 * outage tests do.
 */
public final class LocalServer implements AutoCloseable {
  private final String name;
  private final ServerLoader loader;
  private final String entryPoint;
  private final Properties settings;
  private @Nullable AutoCloseable running;

  LocalServer(String name, ServerLoader loader, String entryPoint, Properties settings) {
    this.name = name;
    this.loader = loader;
    this.entryPoint = entryPoint;
    this.settings = settings;
  }

  /** Starts the server; nothing happens when it runs already. */
  public synchronized void start() throws Exception {
    if (running == null) {
      running = loader.start(entryPoint, settings);
    }
  }

  /** Stops the server and keeps its data; nothing happens when it is not running. */
  public synchronized void stop() throws Exception {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /** The port on loopback that it listens at. */
  public int port() {
    return Integer.parseInt(settings.getProperty("port"));
  }

  @Override
  public void close() throws Exception {
    stop();
  }

  @Override
  public String toString() {
    return name + " at 127.0.0.1:" + port();
  }
}
