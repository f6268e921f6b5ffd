package io.lakeloop.servers;

import java.io.IOException;
import java.util.List;
import java.util.Properties;

/**
 * How one server is started, in this process or another.
 *
 * @param key short name, also the folder of its data
 * @param title for people
 * @param folder the folder of its jars
 * @param entryPoint class that starts it
 * @param heap heap limit of a process of its own
 * @param settings what the entry point is told, without secrets
 */
record ServerPlan(
    String key, String title, String folder, String entryPoint, String heap, Properties settings) {

  /** The three servers of a stack, with their ports chosen. */
  static List<ServerPlan> of(LocalStackSettings settings, DataDirectory directory)
      throws IOException {
    Properties kafka = server(directory, "kafka", settings.kafkaPort());
    kafka.setProperty(
        "controller.port", Integer.toString(directory.choosePort("kafka-controller", 0)));
    Properties s3 = server(directory, "s3", settings.s3Port());
    s3.setProperty("buckets", String.join(",", settings.buckets()));
    Properties catalog = server(directory, "catalog", settings.catalogPort());
    catalog.setProperty("warehouse", settings.warehouse());
    catalog.setProperty("region", LocalStackSettings.REGION);
    catalog.setProperty("s3-endpoint", "http://127.0.0.1:" + s3.getProperty("port"));
    return List.of(
        new ServerPlan("kafka", "Kafka broker", "lib", "KafkaEntry", "512m", kafka),
        new ServerPlan("s3", "S3 server", "s3", "S3Entry", "512m", s3),
        new ServerPlan("catalog", "REST catalog", "lib", "CatalogEntry", "256m", catalog));
  }

  private static Properties server(DataDirectory directory, String key, int port)
      throws IOException {
    Properties properties = new Properties();
    properties.setProperty("directory", directory.root().resolve(key).toString());
    properties.setProperty("port", Integer.toString(directory.choosePort(key, port)));
    return properties;
  }

  int port() {
    return Integer.parseInt(settings.getProperty("port"));
  }
}
