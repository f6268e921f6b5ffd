package io.lakeloop.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts the JVM of a server, and measures it. */
final class ServerProcess {
  private static final Path PROCESSES = Path.of("/proc");
  private static final int BYTES_PER_KIBIBYTE = 1024;

  private ServerProcess() {}

  /**
   * Starts the server's JVM in the background. Its JVM options stand in a file, which keeps the
   * command line short; neither holds a secret.
   */
  static Process start(ServerKind server, DataDirectory directory) {
    Path options = directory.runFolder().resolve(server.id() + ".options");
    List<String> command = new ArrayList<>();
    // Out of the caller's session where the system can: closing its terminal ends no server.
    onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + options);
    command.add(ServerMain.class.getName());
    command.add(server.id());
    command.add(directory.root().toString());
    try {
      Files.write(
          options,
          List.of(
              "-Xmx" + server.heapMebibytes() + "m",
              "-XX:+UseSerialGC",
              "-XX:+ExitOnOutOfMemoryError",
              "-cp",
              quoted(
                  ServerLoader.classpath(server).stream()
                      .map(Path::toString)
                      .collect(Collectors.joining(File.pathSeparator)))));
      return new ProcessBuilder(command)
          .directory(directory.root().toFile())
          .redirectErrorStream(true)
          .redirectOutput(directory.outputFile(server).toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot start the process of the " + server.id() + " server", e);
    }
  }

  /** As the java command reads argument files: in quotes a backslash escapes. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : Stream.of(path.split(File.pathSeparator, -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
  }

  /** Memory that a process holds; empty where the system has no {@code /proc}. */
  static OptionalLong residentBytes(long pid) {
    Path status = PROCESSES.resolve(Long.toString(pid)).resolve("status");
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIBIBYTE)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      // It has ended meanwhile.
      return OptionalLong.empty();
    }
  }
}
