package io.lakeloop.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What clients do with a stack: topics and records, objects, tables. */
final class StackClients {
  static final TableIdentifier TABLE = TableIdentifier.of("payments", "transactions");

  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.StringType.get()));

  private final StackEndpoints stack;
  private final Properties keys;

  StackClients(StackEndpoints stack) {
    this.stack = stack;
    this.keys = DataDirectory.read(stack.secretsFile()).orElseThrow();
  }

  String secretKey() {
    return keys.getProperty("s3.secret-key");
  }

  void createTopic(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  /** Sends in one transaction. */
  void send(String topic, byte[]... values) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            stack.kafkaBootstrapServers(),
            "transactional.id",
            "test",
            "max.request.size",
            16 * 1024 * 1024);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (byte[] value : values) {
        sent.add(producer.send(new ProducerRecord<>(topic, value)));
      }
      for (Future<RecordMetadata> each : sent) {
        producer.flush();
        each.get();
      }
      producer.commitTransaction();
    }
  }

  void send(String topic, String value) throws Exception {
    send(topic, value.getBytes(UTF_8));
  }

  /** Reads the first records of a topic. */
  List<byte[]> receive(String topic, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            stack.kafkaBootstrapServers(),
            "isolation.level",
            "read_committed");
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }

  /** Iceberg's S3 client; the caller closes it. */
  S3FileIO openS3() {
    return openS3(stack.s3Endpoint(), Map.of());
  }

  S3FileIO openS3(String endpoint, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(s3Settings(endpoint));
    settings.putAll(more);
    S3FileIO io = new S3FileIO();
    io.initialize(settings);
    return io;
  }

  private Map<String, String> s3Settings(String endpoint) {
    return Map.of(
        "s3.endpoint",
        endpoint,
        "s3.path-style-access",
        "true",
        "client.region",
        LocalStackSettings.REGION,
        "s3.access-key-id",
        keys.getProperty("s3.access-key"),
        "s3.secret-access-key",
        keys.getProperty("s3.secret-key"));
  }

  static void write(S3FileIO io, String location, byte[] bytes) throws Exception {
    try (var out = io.newOutputFile(location).createOrOverwrite()) {
      out.write(bytes);
    }
  }

  static byte[] read(S3FileIO io, String location) throws Exception {
    try (var in = io.newInputFile(location).newStream()) {
      return in.readAllBytes();
    }
  }

  /** A catalog client; the caller closes it. */
  RESTCatalog openCatalog() {
    Map<String, String> settings = new HashMap<>(s3Settings(stack.s3Endpoint()));
    settings.put("uri", stack.catalogUri());
    settings.put("io-impl", S3FileIO.class.getName());
    RESTCatalog catalog = new RESTCatalog();
    catalog.initialize("lake", settings);
    return catalog;
  }

  void createTable() throws Exception {
    try (RESTCatalog catalog = openCatalog()) {
      catalog.createNamespace(Namespace.of("payments"));
      catalog.createTable(TABLE, SCHEMA, PartitionSpec.unpartitioned());
    }
  }

  /** Adds a file to the table, by name only, and returns the table's rows. */
  long commit(long rows) throws Exception {
    try (RESTCatalog catalog = openCatalog()) {
      Table table = catalog.loadTable(TABLE);
      table
          .newAppend()
          .appendFile(
              DataFiles.builder(PartitionSpec.unpartitioned())
                  .withPath(table.location() + "/data/" + System.nanoTime() + ".parquet")
                  .withFileSizeInBytes(10)
                  .withRecordCount(rows)
                  .build())
          .commit();
      return Long.parseLong(table.currentSnapshot().summary().get("total-records"));
    }
  }

  static String get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).GET().build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
