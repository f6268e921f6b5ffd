package io.lakeloop.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The servers as background processes that outlive the one that starts them. Each writes down
 * itself, in its run file, that it runs; a process is known by its id and start time, so that a
 * recycled id is never signalled.
 */
public final class LocalStackProcesses {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int SHOWN_LOG_LINES = 15;

  private final DataDirectory directory;
  private final Duration stopTimeout;

  /** The processes of a data directory. */
  public LocalStackProcesses(Path dataDirectory) {
    this(dataDirectory, STOP_TIMEOUT);
  }

  /**
   * @param stopTimeout how long a server may take to stop before it is forced
   */
  LocalStackProcesses(Path dataDirectory, Duration stopTimeout) {
    this.directory = DataDirectory.at(dataDirectory.toAbsolutePath().normalize());
    this.stopTimeout = stopTimeout;
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
   * @param residentBytes memory of its process, empty when stopped or not known
   */
  public record Status(
      String name, State state, long pid, int port, Duration uptime, OptionalLong residentBytes) {}

  /**
   * Starts what is not running and waits until it answers; what runs is left as it is.
   *
   * @throws LocalStackException when a port or the directory is taken, or a server does not come
   *     up, with the last lines of its log; what this call has started is stopped again then
   */
  public StackEndpoints up(LocalStackSettings settings) {
    if (!settings.dataDirectory().equals(directory.root())) {
      throw new IllegalArgumentException(
          "The settings are for " + settings.dataDirectory() + ", not for " + directory.root());
    }
    DataDirectory.create(directory.root());
    return exclusively(() -> start(settings));
  }

  private StackEndpoints start(LocalStackSettings settings) {
    Map<ServerKind, RunFile> running = new EnumMap<>(ServerKind.class);
    for (ServerKind server : ServerKind.values()) {
      live(server).ifPresent(run -> running.put(server, run));
    }
    requireOwnAndHealthy(running);
    StackPlan plan = StackPlan.make(settings, directory, running);
    plan.write(directory);
    directory.credentials();
    Map<ServerKind, Process> started = new EnumMap<>(ServerKind.class);
    try {
      for (ServerKind server : ServerKind.values()) {
        if (!running.containsKey(server)) {
          started.put(server, ServerProcess.start(server, directory));
        }
      }
      long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
      started.forEach(
          (server, process) -> awaitAnswer(server, plan.port(server), process, deadline));
    } catch (RuntimeException e) {
      stop(started.values().stream().map(Process::toHandle).toList());
      throw e;
    }
    return StackEndpoints.of(plan, directory);
  }

  private void requireOwnAndHealthy(Map<ServerKind, RunFile> running) {
    running.forEach(
        (server, run) -> {
          if (run.embedded()) {
            throw directory.inUse(server);
          }
          if (!ServerHealth.answers(server, run.port())) {
            throw new LocalStackException(
                "The "
                    + server.id()
                    + " server runs (process "
                    + run.pid()
                    + ") but does not answer. Stop it with `lakeloop down --data-dir "
                    + directory.root()
                    + "` and start again. "
                    + lastLogLines(server));
          }
        });
  }

  private void awaitAnswer(ServerKind server, int port, Process process, long deadline) {
    while (live(server).isEmpty() || !ServerHealth.answers(server, port)) {
      if (!process.isAlive()) {
        throw new LocalStackException(
            "The " + server.id() + " server ended while starting. " + lastLogLines(server));
      }
      if (System.nanoTime() > deadline) {
        throw new LocalStackException(
            "The "
                + server.id()
                + " server did not answer within "
                + START_TIMEOUT.toSeconds()
                + " s. "
                + lastLogLines(server));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private String lastLogLines(ServerKind server) {
    StringBuilder text = new StringBuilder("Its logs end with:");
    for (Path log : List.of(directory.logFile(server), directory.outputFile(server))) {
      if (!Files.exists(log)) {
        continue;
      }
      try {
        // A log cut in the middle of a character must not hide the failure that it explains.
        List<String> lines =
            new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
        lines
            .subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size())
            .forEach(line -> text.append(System.lineSeparator()).append("  ").append(line));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + log, e);
      }
    }
    return text.toString();
  }

  /**
   * Stops every server of the directory: asks first, forces after a while. The data stays. Does
   * nothing when none runs.
   *
   * @throws LocalStackException when the servers run inside another program
   */
  public void down() {
    if (!Files.isDirectory(directory.runFolder())) {
      return;
    }
    exclusively(
        () -> {
          List<ProcessHandle> processes = new ArrayList<>();
          for (ServerKind server : ServerKind.values()) {
            Optional<RunFile> run = live(server);
            if (run.isPresent() && run.get().embedded()) {
              throw directory.inUse(server);
            }
            run.flatMap(RunFile::process).ifPresent(processes::add);
          }
          stop(processes);
          for (ServerKind server : ServerKind.values()) {
            RunFile.delete(directory, server);
          }
          return true;
        });
  }

  private void stop(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroy);
    awaitExit(processes, stopTimeout);
    processes.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    awaitExit(processes, stopTimeout);
    for (ProcessHandle process : processes) {
      if (process.isAlive()) {
        throw new LocalStackException(
            "Process " + process.pid() + " does not end: end it yourself, then try again");
      }
    }
  }

  private static void awaitExit(List<ProcessHandle> processes, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** How each server is doing, one that runs inside another program included. */
  public List<Status> status() {
    return Arrays.stream(ServerKind.values()).map(this::status).toList();
  }

  private Status status(ServerKind server) {
    Optional<RunFile> run = live(server);
    if (run.isEmpty()) {
      int port = StackPlan.rememberedPort(server, directory);
      return new Status(server.id(), State.STOPPED, 0, port, Duration.ZERO, OptionalLong.empty());
    }
    RunFile file = run.get();
    return new Status(
        server.id(),
        ServerHealth.answers(server, file.port()) ? State.RUNNING : State.UNHEALTHY,
        file.pid(),
        file.port(),
        Duration.between(file.processStart(), Instant.now()),
        ServerProcess.residentBytes(file.pid()));
  }

  private Optional<RunFile> live(ServerKind server) {
    return RunFile.read(directory, server).filter(run -> run.process().isPresent());
  }

  /** Keeps two calls of up and down, by whatever processes, from crossing. */
  private <T> T exclusively(Supplier<T> action) {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    Optional<FileLock> lock = directory.tryLock("up");
    while (lock.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new LocalStackException(
            "Another `lakeloop up` or `down` has been at work on "
                + directory.root()
                + " for "
                + START_TIMEOUT.toSeconds()
                + " s: wait for it or end it");
      }
      LockSupport.parkNanos(POLL.toNanos());
      lock = directory.tryLock("up");
    }
    try {
      return action.get();
    } finally {
      DataDirectory.release(lock.get());
    }
  }
}
