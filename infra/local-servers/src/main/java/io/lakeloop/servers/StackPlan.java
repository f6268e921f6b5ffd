package io.lakeloop.servers;

import io.lakeloop.servers.embedded.ServerSettings;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * A stack's settings with every choice made, as kept in {@code stack.properties}; the S3 keys are
 * kept apart.
 *
 * @param ports port of each server
 * @param controllerPort port of Kafka's controller
 * @param buckets S3 buckets; the first holds the warehouse
 */
record StackPlan(Map<ServerKind, Integer> ports, int controllerPort, List<String> buckets) {

  private static final String CONTROLLER_PORT = "kafka.controller.port";
  private static final String BUCKETS = "s3.buckets";

  StackPlan {
    ports = Map.copyOf(ports);
    buckets = List.copyOf(buckets);
  }

  /**
   * Takes the given ports, else those of the last run where they are free, else free ones.
   *
   * @throws LocalStackException when a given port is taken
   */
  static StackPlan make(LocalStackSettings settings, DataDirectory directory) {
    return make(settings, directory, Map.of());
  }

  /**
   * The same for a stack of which some servers run already and keep their ports.
   *
   * @throws LocalStackException when a given port is taken, or a server runs on another port than
   *     the given one
   */
  static StackPlan make(
      LocalStackSettings settings, DataDirectory directory, Map<ServerKind, RunFile> running) {
    Properties last = DataDirectory.read(directory.stackFile()).orElseGet(Properties::new);
    Set<Integer> taken = new HashSet<>();
    for (ServerKind server : ServerKind.values()) {
      RunFile run = running.get(server);
      taken.add(run == null ? settings.port(server) : run.port());
    }
    Map<ServerKind, Integer> ports = new EnumMap<>(ServerKind.class);
    for (ServerKind server : ServerKind.values()) {
      // A catalog that runs on knows S3 by the port it had.
      boolean asLast = server == ServerKind.S3 && running.containsKey(ServerKind.CATALOG);
      int given = asLast ? rememberedPort(server, directory) : settings.port(server);
      RunFile run = running.get(server);
      if (run != null) {
        requireSame(server, settings.port(server), run, directory);
        ports.put(server, run.port());
      } else if (given != 0) {
        requireFree(server, given);
        ports.put(server, given);
      } else {
        ports.put(server, rememberedOrFree(last, server.id() + ".port", taken));
      }
    }
    return new StackPlan(ports, rememberedOrFree(last, CONTROLLER_PORT, taken), settings.buckets());
  }

  static void requireFree(ServerKind server, int port) {
    if (!LoopbackPorts.isFree(port)) {
      throw new LocalStackException(
          "Port "
              + port
              + " for "
              + server.id()
              + " is taken on "
              + LoopbackPorts.HOST
              + ": end the program that listens there, or choose another port (0 takes a free"
              + " one)");
    }
  }

  private static void requireSame(
      ServerKind server, int given, RunFile run, DataDirectory directory) {
    if (given != 0 && given != run.port()) {
      throw new LocalStackException(
          "The "
              + server.id()
              + " server already runs on port "
              + run.port()
              + ", not "
              + given
              + ": leave the port out, or stop the servers first with `lakeloop down --data-dir "
              + directory.root()
              + "`");
    }
  }

  private static int rememberedOrFree(Properties last, String key, Set<Integer> taken) {
    int remembered = Integer.parseInt(last.getProperty(key, "0"));
    int port =
        remembered != 0 && !taken.contains(remembered) && LoopbackPorts.isFree(remembered)
            ? remembered
            : LoopbackPorts.choose(taken);
    taken.add(port);
    return port;
  }

  /** The port that a server used last, 0 when it never ran. */
  static int rememberedPort(ServerKind server, DataDirectory directory) {
    return DataDirectory.read(directory.stackFile())
        .map(last -> Integer.parseInt(last.getProperty(server.id() + ".port", "0")))
        .orElse(0);
  }

  static StackPlan read(DataDirectory directory) {
    Properties properties =
        DataDirectory.read(directory.stackFile())
            .orElseThrow(
                () -> new LocalStackException("There is no local stack in " + directory.root()));
    Map<ServerKind, Integer> ports = new EnumMap<>(ServerKind.class);
    for (ServerKind server : ServerKind.values()) {
      ports.put(server, Integer.parseInt(properties.getProperty(server.id() + ".port", "0")));
    }
    return new StackPlan(
        ports,
        Integer.parseInt(properties.getProperty(CONTROLLER_PORT, "0")),
        List.of(properties.getProperty(BUCKETS, "").split(",", -1)));
  }

  void write(DataDirectory directory) {
    Properties properties = new Properties();
    ports.forEach(
        (server, port) -> properties.setProperty(server.id() + ".port", Integer.toString(port)));
    properties.setProperty(CONTROLLER_PORT, Integer.toString(controllerPort));
    properties.setProperty(BUCKETS, String.join(",", buckets));
    DataDirectory.write(directory.stackFile(), properties, false);
  }

  int port(ServerKind server) {
    Integer port = ports.get(server);
    if (port == null) {
      throw new IllegalStateException("No port for " + server.id());
    }
    return port;
  }

  String endpoint(ServerKind server) {
    return server.endpoint(port(server));
  }

  String warehouse() {
    return "s3://" + buckets.get(0) + "/warehouse";
  }

  ServerSettings serverSettings(
      ServerKind server, DataDirectory directory, S3Credentials credentials, boolean embedded) {
    return new ServerSettings(
        directory.dataFolder(server),
        directory.logFile(server),
        port(server),
        controllerPort,
        embedded,
        LocalStackSettings.REGION,
        buckets,
        warehouse(),
        endpoint(ServerKind.S3),
        credentials.accessKey(),
        credentials.secretKey());
  }
}
