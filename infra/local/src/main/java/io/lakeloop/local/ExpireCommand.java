package io.lakeloop.local;

import io.lakeloop.maintenance.ExpireJob;
import io.lakeloop.maintenance.ExpireOptions;
import io.lakeloop.maintenance.ExpireSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop expire}. */
@Command(
    name = "expire",
    mixinStandardHelpOptions = true,
    description = "Expires old snapshots, except those that something still needs.",
    footer = {
      "",
      "Kept at any age: what restoring a Flink job needs, where the history job goes on from, what",
      "models were trained on, tags and branches.",
      "",
      "Examples:",
      "  lakeloop expire --dry-run",
      "  lakeloop expire --table payments.transactions --max-age '3 d'"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExpireCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = "--table",
      split = ",",
      defaultValue = "all",
      paramLabel = "NAME",
      description = "Tables, such as payments.transactions (default: ${DEFAULT-VALUE}).")
  private List<String> tables;

  @Option(
      names = "--max-age",
      defaultValue = "5 d",
      description = "Older snapshots are expired (default: ${DEFAULT-VALUE}).")
  private Duration maxAge;

  @Option(
      names = "--min-snapshots",
      defaultValue = "10",
      description = "This many of the newest are kept (default: ${DEFAULT-VALUE}).")
  private int minSnapshots;

  @Option(names = "--dry-run", description = "Tell what would be done, and change nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (minSnapshots < 1) {
      throw new IllegalArgumentException(
          "--min-snapshots is %d; give 1 or more".formatted(minSnapshots));
    }
    ExpireSettings settings =
        new ExpireSettings(
            stack.ingestSettings().lake(),
            tables,
            maxAge,
            minSnapshots,
            ExpireOptions.SAVEPOINT_RETENTION.defaultValue(),
            ExpireOptions.TRAINING_RETENTION.defaultValue(),
            dryRun);
    spec.commandLine().getOut().println(ExpireJob.run(settings, Clock.systemUTC()).toText());
    return 0;
  }
}
