package io.lakeloop.servers.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server needs to know. Crosses class loaders as a map of strings.
 *
 * @param dataFolder where the server keeps its data; made when missing
 * @param logFile where the server's own log goes
 * @param port TCP port on 127.0.0.1
 * @param controllerPort port of Kafka's controller; the other servers ignore it
 * @param embedded whether the server shares its process with the application
 * @param region S3 region name
 * @param buckets S3 buckets to make
 * @param warehouse location below which the catalog makes tables
 * @param s3Endpoint URL of the S3 server, for the catalog
 * @param accessKey S3 access key
 * @param secretKey S3 secret key
 */
public record ServerSettings(
    Path dataFolder,
    Path logFile,
    int port,
    int controllerPort,
    boolean embedded,
    String region,
    List<String> buckets,
    String warehouse,
    String s3Endpoint,
    String accessKey,
    String secretKey) {

  /** Copies the list. */
  public ServerSettings {
    buckets = List.copyOf(buckets);
  }

  /** The settings as strings, secrets included: never log the result. */
  public Map<String, String> toMap() {
    Map<String, String> map = new HashMap<>();
    map.put("data-folder", dataFolder.toString());
    map.put("log-file", logFile.toString());
    map.put("port", Integer.toString(port));
    map.put("controller-port", Integer.toString(controllerPort));
    map.put("embedded", Boolean.toString(embedded));
    map.put("region", region);
    map.put("buckets", String.join(",", buckets));
    map.put("warehouse", warehouse);
    map.put("s3-endpoint", s3Endpoint);
    map.put("access-key", accessKey);
    map.put("secret-key", secretKey);
    return map;
  }

  /** The reverse of {@link #toMap()}. */
  public static ServerSettings fromMap(Map<String, String> map) {
    return new ServerSettings(
        Path.of(required(map, "data-folder")),
        Path.of(required(map, "log-file")),
        Integer.parseInt(required(map, "port")),
        Integer.parseInt(required(map, "controller-port")),
        Boolean.parseBoolean(required(map, "embedded")),
        required(map, "region"),
        List.of(required(map, "buckets").split(",", -1)),
        required(map, "warehouse"),
        required(map, "s3-endpoint"),
        required(map, "access-key"),
        required(map, "secret-key"));
  }

  /** Leaves the keys out. */
  @Override
  public String toString() {
    return "ServerSettings[dataFolder=" + dataFolder + ", port=" + port + "]";
  }

  private static String required(Map<String, String> map, String key) {
    String value = map.get(key);
    if (value == null) {
      throw new IllegalArgumentException("Server setting " + key + " is missing");
    }
    return value;
  }
}
