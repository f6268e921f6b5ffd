package io.lakeloop.local;

import io.lakeloop.sql.LakeGateway;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop gateway}. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = "Runs Flink's SQL Gateway over the lake, for JDBC clients and dashboards.",
    footer = {
      "",
      "Every session has the catalog 'lake' with tables, views and functions. The gateway asks",
      "nobody who they are: keep it on loopback, or put a proxy that authenticates before it.",
      "",
      "Example:",
      "  lakeloop gateway --port 8083"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GatewayCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = "--address",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String address;

  @Option(
      names = "--port",
      defaultValue = "8083",
      description = "Port to listen on (default: ${DEFAULT-VALUE}).")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (LakeGateway gateway =
        LakeGateway.start(
            stack.lakeOptions(),
            stack.flinkOptions(),
            address,
            port,
            stack.dataDirectory().resolve("gateway"))) {
      out.println("The gateway answers at " + gateway.jdbcUrl() + "; end it with Ctrl-C.");
      out.flush();
      gateway.await();
    }
    return 0;
  }
}
