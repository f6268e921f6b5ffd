package io.lakeloop.local;

import io.lakeloop.maintenance.ManifestJob;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop manifests}. */
@Command(
    name = "manifests",
    mixinStandardHelpOptions = true,
    description = "Rewrites the manifests of tables that have more than they need.",
    footer = {
      "",
      "Examples:",
      "  lakeloop manifests --dry-run",
      "  lakeloop manifests --table payments.transactions"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ManifestsCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = "--table",
      split = ",",
      defaultValue = "all",
      paramLabel = "NAME",
      description = "Tables, such as payments.transactions (default: ${DEFAULT-VALUE}).")
  private List<String> tables;

  @Option(names = "--dry-run", description = "Tell what would be done, and change nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ManifestJob.run(stack.ingestSettings().lake(), tables, dryRun)
        .forEach(spec.commandLine().getOut()::println);
    return 0;
  }
}
