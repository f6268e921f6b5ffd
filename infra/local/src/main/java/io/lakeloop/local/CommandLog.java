package io.lakeloop.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The file that takes what libraries have to say, so that the terminal shows what the command says.
 * Made when the first line is written.
 */
final class CommandLog {
  /** Read by the logging configuration; a value given to the JVM stays. */
  static final String PROPERTY = "lakeloop.log-file";

  private CommandLog() {}

  /**
   * Chooses the file of a command: {@code logs/COMMAND.log} of its data directory, else of a folder
   * for this user among the temporary files. Must be called before anything logs.
   */
  static void choose(ParseResult parsed) {
    if (System.getProperty(PROPERTY) == null && parsed.hasSubcommand()) {
      ParseResult command = parsed.subcommand();
      System.setProperty(
          PROPERTY,
          folder(command)
              .resolve(command.commandSpec().name() + ".log")
              .toAbsolutePath()
              .toString());
    }
  }

  private static Path folder(ParseResult command) {
    ParseResult deepest = command;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    OptionSpec option = deepest.commandSpec().findOption("--data-dir");
    if (option != null && option.getValue() instanceof Path dataDirectory) {
      return dataDirectory.resolve("logs");
    }
    return Path.of(
        System.getProperty("java.io.tmpdir"), "lakeloop-" + System.getProperty("user.name"));
  }

  /** The file, when something has been logged. */
  static Optional<Path> written() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).filter(Files::exists);
  }
}
