package io.lakeloop.local;

import io.lakeloop.servers.LocalStackProcesses;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops the servers that 'lakeloop up' started. Their data stays.",
    footer = {"", "Examples:", "  lakeloop down", "  lakeloop down --data-dir /var/tmp/lake"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DownCommand implements Callable<Integer> {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".lakeloop",
      description = "Data directory (default: ${DEFAULT-VALUE}).")
  private Path dataDirectory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    new LocalStackProcesses(dataDirectory).down();
    spec.commandLine().getOut().println("Stopped. The data stays in " + dataDirectory);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
