package io.lakeloop.local;

import io.lakeloop.maintenance.OrphanJob;
import io.lakeloop.maintenance.OrphanSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop orphans}. */
@Command(
    name = "orphans",
    mixinStandardHelpOptions = true,
    description =
        "Finds files that no snapshot refers to, and moves them to quarantine when told to.",
    footer = {
      "",
      "Changes nothing unless --execute is given. From quarantine, files are deleted by a later run.",
      "",
      "Examples:",
      "  lakeloop orphans",
      "  lakeloop orphans --table payments.transactions --execute"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OrphansCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = "--table",
      split = ",",
      defaultValue = "all",
      paramLabel = "NAME",
      description = "Tables, such as payments.transactions (default: ${DEFAULT-VALUE}).")
  private List<String> tables;

  @Option(
      names = "--min-age",
      defaultValue = "3 d",
      description =
          "Younger files are never touched: a writer may still commit them (default: ${DEFAULT-VALUE}).")
  private Duration minAge;

  @Option(
      names = "--quarantine",
      defaultValue = "7 d",
      description =
          "How long a file lies in quarantine before it is deleted (default: ${DEFAULT-VALUE}).")
  private Duration quarantine;

  @Option(names = "--execute", description = "Do it, rather than tell what would be done.")
  private boolean execute;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    OrphanSettings settings =
        new OrphanSettings(stack.ingestSettings().lake(), tables, minAge, quarantine, !execute);
    spec.commandLine().getOut().println(OrphanJob.run(settings, Clock.systemUTC()).toText());
    return 0;
  }
}
