package io.lakeloop.benchmarks;

import io.lakeloop.adapter.avro.WireSchemas;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The Iceberg sink for Kafka Connect, run standalone in a JVM of its own on the class path that the
 * system property {@code connect.class-path} names. It reads the topic that {@code IngestJob}
 * reads; partition, offset and time come by Connect's own {@code InsertField}.
 */
final class ConnectPeer {
  private ConnectPeer() {}

  /** Starts the worker and its connector. */
  static Process start(
      String table,
      Map<String, String> catalog,
      String bootstrapServers,
      int tasks,
      Duration commitInterval)
      throws IOException {
    Path directory = Files.createTempDirectory("lakeloop-connect-");
    // A name of its own for each run, since Kafka keeps the offsets of a name.
    String name = "benchmark-" + UUID.randomUUID();
    createControlTopic(bootstrapServers, "control-" + name);
    Path worker =
        write(
            directory.resolve("worker.properties"),
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "listeners", "http://127.0.0.1:0",
                "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                "value.converter", "io.lakeloop.benchmarks.connect.SingleObjectConverter",
                "value.converter.schema", WireSchemas.TRANSACTION.toString(),
                "offset.storage.file.filename", directory.resolve("offsets").toString(),
                "plugin.discovery", "service_load",
                "connector.client.config.override.policy", "All"));
    Path sink =
        write(
            directory.resolve("sink.properties"),
            sink(name, table, catalog, tasks, commitInterval));
    String classPath = System.getProperty("connect.class-path");
    if (classPath == null) {
      throw new IllegalStateException(
          "The system property connect.class-path is not given; run KAFKA_CONNECT=yes ./benchmarks/run IngestBenchmark");
    }
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx4g",
            "-cp",
            classPath,
            "org.apache.kafka.connect.cli.ConnectStandalone",
            worker.toString(),
            sink.toString())
        .redirectErrorStream(true)
        .redirectOutput(new File(directory.toFile(), "connect.log"))
        .start();
  }

  /** The topic by which the sink's tasks agree on commits; the sink waits for it for ever. */
  private static void createControlTopic(String bootstrapServers, String topic) throws IOException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IOException("The topic " + topic + " cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the topic " + topic + " was made", e);
    }
  }

  private static Map<String, String> sink(
      String name, String table, Map<String, String> catalog, int tasks, Duration commitInterval) {
    Map<String, String> sink = new TreeMap<>();
    sink.put("name", name);
    sink.put("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector");
    sink.put("tasks.max", Integer.toString(tasks));
    sink.put("topics", IngestBenchmark.TOPIC);
    sink.put("consumer.override.auto.offset.reset", "earliest");
    sink.put("consumer.override.max.poll.records", "5000");
    sink.put("iceberg.tables", table);
    sink.put("iceberg.control.topic", "control-" + name);
    sink.put("iceberg.control.commit.interval-ms", Long.toString(commitInterval.toMillis()));
    sink.put("transforms", "position");
    sink.put("transforms.position.type", "org.apache.kafka.connect.transforms.InsertField$Value");
    sink.put("transforms.position.partition.field", "kafka_partition");
    sink.put("transforms.position.offset.field", "kafka_offset");
    sink.put("transforms.position.timestamp.field", "ingested_at");
    sink.put("iceberg.catalog.type", "rest");
    catalog.forEach((key, value) -> sink.put("iceberg.catalog." + key, value));
    return sink;
  }

  /** The catalog's secrets are among them: for the owner alone. */
  private static Path write(Path file, Map<String, String> values) throws IOException {
    Properties properties = new Properties();
    properties.putAll(values);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }
}
