package io.lakeloop.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * Which process runs a server. The process is told by its id and start time together, so that a
 * process that has got the id of an earlier one is never taken for it.
 *
 * @param pid process id
 * @param processStart when that process started
 * @param port port the server listens on
 * @param embedded whether the process is an application that runs the server inside itself
 */
record RunFile(long pid, Instant processStart, int port, boolean embedded) {
  /** Start times read by different processes may differ by clock corrections. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  /** Says that this process runs the server. */
  static void write(DataDirectory directory, ServerKind server, int port, boolean embedded) {
    ProcessHandle self = ProcessHandle.current();
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(self.pid()));
    properties.setProperty("process-start", startOf(self).toString());
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("embedded", Boolean.toString(embedded));
    DataDirectory.write(directory.runFile(server), properties, false);
  }

  static Optional<RunFile> read(DataDirectory directory, ServerKind server) {
    return DataDirectory.read(directory.runFile(server))
        .map(
            properties ->
                new RunFile(
                    Long.parseLong(properties.getProperty("pid", "-1")),
                    Instant.parse(
                        properties.getProperty("process-start", Instant.EPOCH.toString())),
                    Integer.parseInt(properties.getProperty("port", "0")),
                    Boolean.parseBoolean(properties.getProperty("embedded", "false"))));
  }

  static void delete(DataDirectory directory, ServerKind server) {
    try {
      Files.deleteIfExists(directory.runFile(server));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + directory.runFile(server), e);
    }
  }

  /** The process, if it is the one that wrote the file and lives. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                Duration.between(startOf(process), processStart).abs().compareTo(START_TOLERANCE)
                    <= 0);
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }
}
