package io.lakeloop.testing;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.servers.LocalStack;
import io.lakeloop.servers.LocalStackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One real stack (Kafka, S3, REST catalog) for all integration tests of a JVM, started on first
 * use. Tests take topics of their own and drop the tables before they begin.
 */
public final class EmbeddedLake {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final LocalStack stack;
  private final Path directory;

  private EmbeddedLake(LocalStack stack, Path directory) {
    this.stack = stack;
    this.directory = directory;
  }

  private static final class Holder {
    static final EmbeddedLake INSTANCE = start();

    private static EmbeddedLake start() {
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "lake-");
        LocalStack stack = LocalStack.start(LocalStackSettings.in(directory));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(stack)));
        return new EmbeddedLake(stack, directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void close(LocalStack stack) {
      try {
        stack.close();
      } catch (Exception e) {
        throw new IllegalStateException("The stack did not stop", e);
      }
    }
  }

  /** The stack of this JVM. */
  public static EmbeddedLake get() {
    return Holder.INSTANCE;
  }

  /** The servers themselves, to stop and start them. */
  public LocalStack stack() {
    return stack;
  }

  /** A directory that lives as long as the JVM's tests. */
  public Path directory() {
    return directory;
  }

  /** The options that tell a job where the lake is. */
  public Map<String, String> lakeOptions() {
    return new TreeMap<>(
        Map.of(
            LakeOptions.CATALOG_URI.key(), stack.catalogUri(),
            LakeOptions.S3_ENDPOINT.key(), stack.s3Endpoint(),
            LakeOptions.SECRETS_FILE.key(), stack.secretsFile().toString()));
  }

  /** The settings that the options describe. */
  public LakeSettings lakeSettings() {
    return OptionReader.read(
        lakeOptions(), OptionDocs.declaredBy(LakeOptions.class), LakeOptions::read);
  }

  /** A catalog client; the caller closes it. */
  public RESTCatalog openCatalog() {
    return new LakeCatalogLoader(lakeSettings()).loadCatalog();
  }

  /** Drops every table of the lake with its files. */
  public void dropTables() throws IOException {
    try (RESTCatalog catalog = openCatalog()) {
      for (Namespace namespace : catalog.listNamespaces()) {
        for (TableIdentifier table : catalog.listTables(namespace)) {
          catalog.dropTable(table, true);
        }
      }
    }
  }

  /** Creates a topic with a name of its own. */
  public String createTopic(String prefix, int partitions)
      throws ExecutionException, InterruptedException {
    String topic = prefix + "-" + TOPICS.incrementAndGet();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
    return topic;
  }

  /** An idempotent producer; the caller closes it. */
  public KafkaProducer<byte[], byte[]> openProducer() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", stack.kafkaBootstrapServers());
    properties.setProperty("max.request.size", Integer.toString(8 << 20));
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
