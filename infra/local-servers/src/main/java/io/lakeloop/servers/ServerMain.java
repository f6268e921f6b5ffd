package io.lakeloop.servers;

import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * One server as a process of its own: starts, runs until the process is told to end, and stops in
 * good order. Everything but the data directory is read from there, secrets included.
 */
public final class ServerMain {
  private static final int FAILED = 3;

  private ServerMain() {}

  /** Arguments: the server's id, the data directory. */
  public static void main(String[] args) throws Exception {
    ServerKind server = ServerKind.valueOf(args[0].toUpperCase(Locale.ROOT));
    DataDirectory directory = DataDirectory.at(Path.of(args[1]));
    try {
      run(server, directory);
    } catch (LocalStackException e) {
      System.err.println(e.getMessage());
      // The server may have left threads that keep the process alive.
      System.exit(FAILED);
    }
  }

  private static void run(ServerKind server, DataDirectory directory) throws Exception {
    FileLock lock = directory.lock(server);
    StackPlan plan = StackPlan.read(directory);
    StackPlan.requireFree(server, plan.port(server));
    RunFile.write(directory, server, plan.port(server), false);
    AutoCloseable running;
    try {
      running =
          ServerLoader.entry(server, ServerMain.class.getClassLoader())
              .apply(
                  plan.serverSettings(server, directory, directory.credentials(), false).toMap());
    } catch (RuntimeException e) {
      RunFile.delete(directory, server);
      throw new LocalStackException(
          "The " + server.id() + " server failed to start: " + e.getMessage(), e);
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    running.close();
                  } catch (Exception e) {
                    throw new IllegalStateException("The server did not stop in good order", e);
                  } finally {
                    RunFile.delete(directory, server);
                    DataDirectory.release(lock);
                    stopped.countDown();
                  }
                },
                "stop-" + server.id()));
    stopped.await();
  }
}
