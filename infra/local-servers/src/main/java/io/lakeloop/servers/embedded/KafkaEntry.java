package io.lakeloop.servers.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one Kafka broker that is its own controller (KRaft). The log directory is formatted the
 * first time only. Topics are never made by accident: clients create the ones they need.
 */
public final class KafkaEntry implements Function<Map<String, String>, AutoCloseable> {
  private static final int NODE_ID = 1;
  private static final String CONTROLLER = "CONTROLLER";
  private static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

  /** Longest transaction a producer may ask for; not less than Flink's sink asks for. */
  private static final int MAX_TRANSACTION_MILLIS = 60 * 60 * 1000;

  /** Starts the broker and returns what stops it. */
  @Override
  public AutoCloseable apply(Map<String, String> map) {
    ServerSettings settings = ServerSettings.fromMap(map);
    Log4jFile.open(settings.logFile());
    if (settings.embedded()) {
      keepProcessAlive();
    }
    format(settings.dataFolder());
    Logger log = LoggerFactory.getLogger(KafkaEntry.class);
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(properties(settings), false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      Log4jFile.close(settings.logFile());
      throw e;
    }
    log.info("Kafka listens on 127.0.0.1:{}", settings.port());
    return () -> {
      server.shutdown();
      server.awaitShutdown();
      log.info("Kafka stopped");
      Log4jFile.close(settings.logFile());
    };
  }

  /** A broker that fails would end the process, which is the application's too. */
  private static void keepProcessAlive() {
    Exit.Procedure refuse =
        (status, message) -> {
          throw new IllegalStateException(
              "The Kafka broker failed with status " + status + described(message));
        };
    Exit.setExitProcedure(refuse);
    Exit.setHaltProcedure(refuse);
  }

  private static String described(@Nullable String message) {
    return message == null ? "" : ": " + message;
  }

  private static void format(Path folder) {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      Files.createDirectories(folder);
      Formatter formatter = new Formatter();
      formatter
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NODE_ID)
          .setPrintStream(silent)
          .setControllerListenerName(CONTROLLER)
          .setMetadataLogDirectory(folder.toString())
          .setDirectories(List.of(folder.toString()))
          .setIgnoreFormatted(false);
      formatter.run();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot write Kafka's log directory " + folder, e);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot format Kafka's log directory " + folder, e);
    }
  }

  private static Properties properties(ServerSettings settings) {
    String broker = "127.0.0.1:" + settings.port();
    String controller = "127.0.0.1:" + settings.controllerPort();
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(NODE_ID),
            "controller.quorum.voters",
            NODE_ID + "@" + controller,
            "listeners",
            "PLAINTEXT://" + broker + "," + CONTROLLER + "://" + controller,
            "advertised.listeners",
            "PLAINTEXT://" + broker,
            "controller.listener.names",
            CONTROLLER,
            "inter.broker.listener.name",
            "PLAINTEXT",
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs",
            settings.dataFolder().toString()));
    properties.putAll(
        Map.of(
            "auto.create.topics.enable",
            "false",
            "message.max.bytes",
            Integer.toString(MAX_RECORD_BYTES),
            "transaction.max.timeout.ms",
            Integer.toString(MAX_TRANSACTION_MILLIS),
            "group.initial.rebalance.delay.ms",
            "0"));
    // One broker holds everything.
    properties.putAll(
        Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "4",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            "share.coordinator.state.topic.num.partitions", "2"));
    // One machine: few threads, small buffers.
    properties.putAll(
        Map.of(
            "num.network.threads", "2",
            "num.io.threads", "4",
            "background.threads", "2",
            "log.cleaner.threads", "1",
            "log.cleaner.dedupe.buffer.size", "4194304"));
    return properties;
  }
}
