package io.lakeloop.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakeloop.servers.LocalStackProcesses;
import io.lakeloop.servers.LocalStackProcesses.State;
import io.lakeloop.servers.LocalStackProcesses.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows how the servers are doing, in the background or inside a demo.",
    footer = {
      "",
      "Exit code 0 when all run and answer, else 1.",
      "",
      "Examples:",
      "  lakeloop status",
      "  lakeloop status --data-dir /var/tmp/lake --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StatusCommand implements Callable<Integer> {
  private static final long BYTES_PER_MEBIBYTE = 1024 * 1024;

  @Mixin private DataDirectoryOption dataDirectory;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<Status> statuses = new LocalStackProcesses(dataDirectory.path()).status();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(statuses));
    } else {
      out.printf("%-8s %-10s %8s %6s %8s  %s%n", "server", "state", "pid", "port", "memory", "up");
      for (Status status : statuses) {
        boolean runs = status.state() != State.STOPPED;
        out.printf(
            "%-8s %-10s %8s %6s %8s  %s%n",
            status.name(),
            name(status.state()),
            runs ? status.pid() : "",
            status.port() == 0 ? "" : status.port(),
            memory(status),
            runs ? Progress.duration(status.uptime()) : "");
      }
    }
    out.flush();
    return statuses.stream().allMatch(status -> status.state() == State.RUNNING)
        ? 0
        : Lakeloop.CHECK_FAILED;
  }

  private static String name(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String memory(Status status) {
    return status.residentBytes().isEmpty()
        ? ""
        : status.residentBytes().getAsLong() / BYTES_PER_MEBIBYTE + " MiB";
  }

  private static String toJson(List<Status> statuses) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode array = mapper.createArrayNode();
    for (Status status : statuses) {
      ObjectNode server =
          array
              .addObject()
              .put("server", status.name())
              .put("state", name(status.state()))
              .put("pid", status.pid())
              .put("port", status.port())
              .put("uptimeSeconds", status.uptime().toSeconds());
      status.residentBytes().ifPresent(bytes -> server.put("residentBytes", bytes));
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
  }
}
