package io.lakeloop.servers;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

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
   * The endpoints of the stack whose processes were started on a data directory; empty when there
   * is none.
   */
  public static Optional<StackEndpoints> read(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(LocalStackProcesses.STACK_FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return Optional.of(
        of(
            dataDirectory,
            properties.getProperty("kafka.port"),
            properties.getProperty("s3.port"),
            properties.getProperty("catalog.port")));
  }

  static StackEndpoints of(Path dataDirectory, String kafka, String s3, String catalog) {
    return new StackEndpoints(
        "127.0.0.1:" + kafka,
        "http://127.0.0.1:" + s3,
        "http://127.0.0.1:" + catalog,
        dataDirectory.toAbsolutePath().normalize().resolve("secrets.properties"));
  }
}
