package io.lakeloop.local;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which local stack a command is about: the one on a data directory. */
final class DataDirectoryOption {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".lakeloop",
      description = "All that the local stack keeps is below it (default: ${DEFAULT-VALUE}).")
  private Path path = Path.of(".lakeloop");

  Path path() {
    return path;
  }
}
