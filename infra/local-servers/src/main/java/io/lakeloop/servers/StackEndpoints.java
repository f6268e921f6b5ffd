package io.lakeloop.servers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the servers of a stack are.
 *
 * @param kafkaBootstrapServers brokers as Kafka clients take them
 * @param s3Endpoint URL of the S3 server
 * @param catalogUri URI of the REST catalog
 * @param secretsFile file with {@code s3.access-key} and {@code s3.secret-key}
 */
public record StackEndpoints(
    String kafkaBootstrapServers, String s3Endpoint, String catalogUri, Path secretsFile) {

  /**
   * The endpoints of the stack that runs on a data directory, as processes of its own or inside
   * another program; empty when a server of it has no process.
   */
  public static Optional<StackEndpoints> read(Path dataDirectory) {
    DataDirectory directory = DataDirectory.at(dataDirectory.toAbsolutePath().normalize());
    boolean complete =
        Arrays.stream(ServerKind.values())
            .allMatch(
                server -> RunFile.read(directory, server).flatMap(RunFile::process).isPresent());
    return complete ? Optional.of(of(StackPlan.read(directory), directory)) : Optional.empty();
  }

  static StackEndpoints of(StackPlan plan, DataDirectory directory) {
    return new StackEndpoints(
        plan.endpoint(ServerKind.KAFKA),
        plan.endpoint(ServerKind.S3),
        plan.endpoint(ServerKind.CATALOG),
        directory.secretsFile());
  }
}
