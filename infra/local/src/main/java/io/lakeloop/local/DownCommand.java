package io.lakeloop.local;

import io.lakeloop.servers.LocalStackProcesses;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lakeloop down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops the servers that 'lakeloop up' started. Their data stays.",
    footer = {"", "Examples:", "  lakeloop down", "  lakeloop down --data-dir /var/tmp/lake"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DownCommand implements Callable<Integer> {
  @Mixin private DataDirectoryOption dataDirectory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    new LocalStackProcesses(dataDirectory.path()).down();
    spec.commandLine().getOut().println("Stopped. The data stays in " + dataDirectory.path());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
