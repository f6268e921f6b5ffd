package io.lakeloop.servers.embedded;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/** One server as a process of its own: starts, runs until it is told to end, and stops cleanly. */
public final class ServerMain {
  private ServerMain() {}

  /** Arguments: the entry point's class name, its settings file, the secrets file. */
  public static void main(String[] args) throws Exception {
    Properties settings = load(Path.of(args[1]));
    Properties secrets = load(Path.of(args[2]));
    settings.setProperty("access-key", secrets.getProperty("s3.access-key"));
    settings.setProperty("secret-key", secrets.getProperty("s3.secret-key"));
    AutoCloseable server =
        (AutoCloseable)
            Class.forName("io.lakeloop.servers.embedded." + args[0])
                .getMethod("start", Properties.class)
                .invoke(null, settings);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    server.close();
                  } catch (Exception e) {
                    throw new IllegalStateException("The server did not stop cleanly", e);
                  } finally {
                    stopped.countDown();
                  }
                }));
    stopped.await();
  }

  private static Properties load(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }
}
