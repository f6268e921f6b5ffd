package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.detect.DetectSettings;
import io.lakeloop.ingest.IngestOptions;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.servers.StackEndpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where Kafka and the lake are: as given, else as the stack on the data directory says. */
public final class StackOptions {
  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();

  @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Kafka brokers.")
  private @Nullable String bootstrapServers;

  @Option(names = "--catalog-uri", paramLabel = "URI", description = "Iceberg REST catalog.")
  private @Nullable String catalogUri;

  @Option(names = "--s3-endpoint", paramLabel = "URL", description = "S3 server.")
  private @Nullable String s3Endpoint;

  @Option(
      names = "--secrets-file",
      paramLabel = "FILE",
      description = "Properties with s3.access-key, s3.secret-key, catalog.token as needed.")
  private @Nullable Path secretsFile;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Any option of the job, such as -Dingest.schema.location=s3://lake/schemas.")
  private Map<String, String> more = new LinkedHashMap<>();

  Path dataDirectory() {
    return dataDirectory.path();
  }

  /** The brokers. */
  String bootstrapServers() throws IOException {
    return bootstrapServers != null ? bootstrapServers : stack().kafkaBootstrapServers();
  }

  private StackEndpoints stack() throws IOException {
    return StackEndpoints.read(dataDirectory.path())
        .orElseThrow(
            () ->
                new IOException(
                    "No local stack runs on the data directory '%s'. Start one with 'lakeloop up', or give --bootstrap-servers and --catalog-uri"
                        .formatted(dataDirectory.path())));
  }

  /** The settings of an ingest job on this stack. */
  IngestSettings ingestSettings() throws IOException {
    return IngestSettings.of(values());
  }

  /** The settings of a detect job on this stack. */
  DetectSettings detectSettings() throws IOException {
    return DetectSettings.of(values());
  }

  /** Where the lake is, and the options of a batch job as given; without those of Kafka. */
  Map<String, String> lakeValues() throws IOException {
    Map<String, String> values = values();
    if (!more.containsKey(IngestOptions.BOOTSTRAP_SERVERS.key())) {
      values.remove(IngestOptions.BOOTSTRAP_SERVERS.key());
    }
    if (!more.containsKey(IngestOptions.SCHEMA_LOCATION.key())) {
      values.remove(IngestOptions.SCHEMA_LOCATION.key());
    }
    return values;
  }

  /** Where the lake is, by the keys of the jobs' options. */
  Map<String, String> lakeOptions() throws IOException {
    Map<String, String> lake = new LinkedHashMap<>(values());
    lake.keySet().removeIf(key -> !key.startsWith("lake."));
    return lake;
  }

  /** The given options that are no job's: Flink's own. */
  Map<String, String> flinkOptions() {
    Map<String, String> flink = new LinkedHashMap<>(more);
    flink
        .keySet()
        .removeIf(
            key ->
                key.startsWith("lake.") || key.startsWith("ingest.") || key.startsWith("detect."));
    return flink;
  }

  private Map<String, String> values() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    Optional<StackEndpoints> stack = StackEndpoints.read(dataDirectory.path());
    if (catalogUri == null && stack.isEmpty()) {
      stack();
    }
    stack.ifPresent(endpoints -> values.putAll(options(endpoints)));
    put(values, IngestOptions.BOOTSTRAP_SERVERS.key(), bootstrapServers);
    put(values, LakeOptions.CATALOG_URI.key(), catalogUri);
    put(values, LakeOptions.S3_ENDPOINT.key(), s3Endpoint);
    put(values, LakeOptions.SECRETS_FILE.key(), secretsFile);
    values.putAll(more);
    return values;
  }

  /** The options that tell the ingest job where a stack is. */
  static Map<String, String> options(StackEndpoints stack) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(IngestOptions.BOOTSTRAP_SERVERS.key(), stack.kafkaBootstrapServers());
    values.put(LakeOptions.CATALOG_URI.key(), stack.catalogUri());
    values.put(LakeOptions.S3_ENDPOINT.key(), stack.s3Endpoint());
    values.put(LakeOptions.SECRETS_FILE.key(), stack.secretsFile().toString());
    values.put(IngestOptions.SCHEMA_LOCATION.key(), "s3://lake/schemas");
    return values;
  }

  private static void put(Map<String, String> values, String key, @Nullable Object value) {
    if (value != null) {
      values.put(key, value.toString());
    }
  }
}
