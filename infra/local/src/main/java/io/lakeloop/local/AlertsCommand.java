package io.lakeloop.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop alerts}. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "Shows the alerts in Kafka, a line each, with what moved the score most.",
    footer = {
      "",
      "The last figure is the time from the broker's taking in the transaction to its",
      "taking in the alert.",
      "",
      "Examples:",
      "  lakeloop alerts              those that are there",
      "  lakeloop alerts --follow     those to come as well, until interrupted"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AlertsCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(names = "--follow", description = "Wait for more.")
  private boolean follow;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String topic = stack.detectSettings().alertsTopic();
    try (AlertFeed feed = new AlertFeed(stack.bootstrapServers(), topic, true)) {
      boolean more = true;
      while (more) {
        more = follow || !feed.isAtEnd();
        feed.poll(seen -> out.println(seen.line()));
        out.flush();
      }
    }
    return 0;
  }
}
