package io.lakeloop.local;

import io.lakeloop.adapter.config.InvalidSettingsException;
import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The root command. Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 a server or storage
 * failed.
 */
@Command(
    name = "lakeloop",
    mixinStandardHelpOptions = true,
    version = "lakeloop 0.1.0-SNAPSHOT",
    description = "Kafka to the lake and back, on this machine.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      IngestCommand.class,
      SimulateCommand.class,
      ReplayCommand.class,
      AuditCommand.class,
      CompactCommand.class,
      HealthCommand.class,
      HistoryCommand.class,
      ExpireCommand.class,
      OrphansCommand.class,
      ManifestsCommand.class,
      SkewCommand.class,
      TrainCommand.class,
      WatchModelsCommand.class,
      FeaturesCommand.class,
      DetectCommand.class,
      AlertsCommand.class,
      EvaluateCommand.class,
      ModelsCommand.class,
      DeadLettersCommand.class,
      SchemasCommand.class,
      SqlCommand.class,
      GatewayCommand.class
    },
    footer = {
      "",
      "Start here:",
      "  lakeloop demo                 the whole loop in one process, ends by itself",
      "  lakeloop up && lakeloop ingest  servers in the background, the job in front"
    })
public final class Lakeloop implements Runnable {
  /** A check found a difference. */
  public static final int CHECK_FAILED = 1;

  /** An option or its value is wrong. */
  public static final int USAGE = 2;

  /** A server, storage or file failed. */
  public static final int INFRASTRUCTURE = 3;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  Lakeloop() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    return new CommandLine(new Lakeloop())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, TimeUtils::parseDuration)
        .setExecutionStrategy(
            parsed -> {
              CommandLog.choose(parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println(command.getColorScheme().errorText(message(e)));
              if (e instanceof IllegalArgumentException || e instanceof InvalidSettingsException) {
                return USAGE;
              }
              CommandLog.written().ifPresent(log -> command.getErr().println("The log is " + log));
              return INFRASTRUCTURE;
            });
  }

  /** The message of an error and of what caused it, once each. */
  private static String message(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable e = error; e != null; e = e.getCause()) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : System.lineSeparator() + "  caused by: ").append(message);
      }
    }
    return text.toString();
  }
}
