package io.lakeloop.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lakeloop.servers.LocalStackProcesses;
import io.lakeloop.servers.LocalStackProcesses.State;
import io.lakeloop.servers.LocalStackProcesses.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows how the background servers are doing.",
    footer = {"", "Exit code 0 when all run and answer, else 1."})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".lakeloop",
      description = "Data directory (default: ${DEFAULT-VALUE}).")
  private Path dataDirectory;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<Status> statuses = new LocalStackProcesses(dataDirectory).status();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(statuses));
    } else {
      out.printf("%-8s %-10s %7s %6s  %s%n", "server", "state", "pid", "port", "up");
      for (Status status : statuses) {
        out.printf(
            "%-8s %-10s %7d %6d  %s%n",
            status.name(),
            status.state().name().toLowerCase(java.util.Locale.ROOT),
            status.pid(),
            status.port(),
            status.state() == State.STOPPED ? "" : Progress.duration(status.uptime()));
      }
    }
    out.flush();
    return statuses.stream().allMatch(status -> status.state() == State.RUNNING)
        ? 0
        : Lakeloop.CHECK_FAILED;
  }

  private static String toJson(List<Status> statuses) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode array = mapper.createArrayNode();
    for (Status status : statuses) {
      array
          .addObject()
          .put("server", status.name())
          .put("state", status.state().name().toLowerCase(java.util.Locale.ROOT))
          .put("pid", status.pid())
          .put("port", status.port())
          .put("uptimeSeconds", status.uptime().toSeconds());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
  }
}
