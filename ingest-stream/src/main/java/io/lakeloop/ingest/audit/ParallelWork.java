package io.lakeloop.ingest.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs independent pieces of work on two threads. */
final class ParallelWork {
  private static final int THREADS = 2;

  private ParallelWork() {}

  /** One piece of work. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  /**
   * Runs all pieces; after the first that fails, no more are begun.
   *
   * @throws IOException when one fails with it, or the wait is interrupted
   */
  static void run(Collection<? extends Task> tasks) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, ParallelWork::daemon);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Task task : tasks) {
        running.add(
            threads.submit(
                () -> {
                  task.run();
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while reading", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "audit");
    thread.setDaemon(true);
    return thread;
  }
}
