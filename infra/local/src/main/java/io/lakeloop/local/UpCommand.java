package io.lakeloop.local;

import io.lakeloop.servers.LocalStackProcesses;
import io.lakeloop.servers.LocalStackSettings;
import io.lakeloop.servers.StackEndpoints;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Starts Kafka, S3 and the Iceberg REST catalog as background processes.",
    footer = {
      "",
      "Starts what is not running; data from before is found again. Stop it with 'lakeloop down'.",
      "",
      "Examples:",
      "  lakeloop up",
      "  lakeloop up --data-dir /var/tmp/lake --kafka-port 9092"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class UpCommand implements Callable<Integer> {
  @Mixin private DataDirectoryOption dataDirectory;

  @Option(
      names = "--kafka-port",
      description = "Port of the Kafka broker; last used or a free one when not given.")
  private int kafkaPort;

  @Option(names = "--s3-port", description = "Port of the S3 server, likewise.")
  private int s3Port;

  @Option(names = "--catalog-port", description = "Port of the catalog, likewise.")
  private int catalogPort;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Starting Kafka, S3 and the catalog on " + dataDirectory.path() + " …");
    out.flush();
    StackEndpoints stack =
        new LocalStackProcesses(dataDirectory.path())
            .up(
                LocalStackSettings.in(dataDirectory.path())
                    .withPorts(kafkaPort, s3Port, catalogPort));
    out.println("  Kafka    " + stack.kafkaBootstrapServers());
    out.println("  S3       " + stack.s3Endpoint());
    out.println("  catalog  " + stack.catalogUri());
    out.println("  keys     " + stack.secretsFile());
    out.flush();
    return 0;
  }
}
