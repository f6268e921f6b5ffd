package io.lakeloop.servers.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One Kafka node, broker and controller in one, in KRaft mode. */
public final class KafkaEntry {
  private KafkaEntry() {}

  /**
   * Starts the broker.
   *
   * @param settings {@code directory}, {@code port}, {@code controller.port}
   * @return stops it when closed
   */
  public static AutoCloseable start(Properties settings) throws Exception {
    Path directory = Path.of(settings.getProperty("directory"));
    formatIfNew(directory);
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(brokerProperties(settings), false), Time.SYSTEM);
    server.startup();
    return () -> {
      server.shutdown();
      server.awaitShutdown();
    };
  }

  private static void formatIfNew(Path directory) throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(directory);
    try (PrintStream quiet = silent()) {
      new Formatter()
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(1)
          .setPrintStream(quiet)
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(directory.toString())
          .setDirectories(List.of(directory.toString()))
          .setIgnoreFormatted(false)
          .run();
    }
  }

  private static PrintStream silent() throws IOException {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static Properties brokerProperties(Properties settings) {
    String broker = "127.0.0.1:" + settings.getProperty("port");
    String controller = "127.0.0.1:" + settings.getProperty("controller.port");
    Properties kafka = new Properties();
    kafka.setProperty("process.roles", "broker,controller");
    kafka.setProperty("node.id", "1");
    kafka.setProperty("controller.quorum.voters", "1@" + controller);
    kafka.setProperty("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
    kafka.setProperty("advertised.listeners", "PLAINTEXT://" + broker);
    kafka.setProperty("controller.listener.names", "CONTROLLER");
    kafka.setProperty("inter.broker.listener.name", "PLAINTEXT");
    kafka.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    kafka.setProperty("log.dirs", settings.getProperty("directory"));
    kafka.setProperty("auto.create.topics.enable", "false");
    kafka.setProperty("message.max.bytes", Integer.toString(8 << 20));
    kafka.setProperty("group.initial.rebalance.delay.ms", "0");
    kafka.setProperty("transaction.max.timeout.ms", "900000");
    // One node: internal topics cannot have more replicas, and need few partitions.
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      kafka.setProperty(topic + ".replication.factor", "1");
      kafka.setProperty(topic + ".num.partitions", "4");
    }
    kafka.setProperty("transaction.state.log.min.isr", "1");
    kafka.setProperty("share.coordinator.state.topic.replication.factor", "1");
    kafka.setProperty("share.coordinator.state.topic.min.isr", "1");
    kafka.setProperty("share.coordinator.state.topic.num.partitions", "2");
    kafka.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
    return kafka;
  }
}
