package io.lakeloop.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a local stack keeps its data and where it listens, always on 127.0.0.1.
 *
 * @param dataDirectory everything that the servers keep is below it
 * @param kafkaPort the broker's port, 0 for the one used last time or a free one
 * @param s3Port the S3 server's port, likewise
 * @param catalogPort the catalog's port, likewise
 * @param buckets the S3 buckets that exist from the start; the first holds the warehouse
 */
public record LocalStackSettings(
    Path dataDirectory, int kafkaPort, int s3Port, int catalogPort, List<String> buckets) {

  /** The S3 region that clients give; the server does not mind. */
  public static final String REGION = "us-east-1";

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Makes the directory absolute, copies the buckets and checks all of it.
   *
   * @throws IllegalArgumentException listing every problem
   */
  public LocalStackSettings {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    buckets = List.copyOf(buckets);
    List<String> problems = new ArrayList<>();
    checkPorts(Map.of("kafka", kafkaPort, "s3", s3Port, "catalog", catalogPort), problems);
    if (buckets.isEmpty()) {
      problems.add("No bucket is given; the tables need one");
    }
    for (String bucket : buckets) {
      if (!BUCKET.matcher(bucket).matches()) {
        problems.add(
            "Bucket '"
                + bucket
                + "' is no S3 bucket name; give 3 to 63 lower-case letters, digits, dots or dashes"
                + " that start and end with a letter or digit");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
  }

  /** A stack on any free ports with its data below a directory. */
  public static LocalStackSettings in(Path dataDirectory) {
    return new LocalStackSettings(dataDirectory, 0, 0, 0, List.of("lake", "flink"));
  }

  /** The same on given ports, 0 as in the record. */
  public LocalStackSettings withPorts(int kafka, int s3, int catalog) {
    return new LocalStackSettings(dataDirectory, kafka, s3, catalog, buckets);
  }

  /** Where new tables are made. */
  public String warehouse() {
    return "s3://" + buckets.get(0) + "/warehouse";
  }

  int port(ServerKind server) {
    return switch (server) {
      case KAFKA -> kafkaPort;
      case S3 -> s3Port;
      case CATALOG -> catalogPort;
    };
  }

  private static void checkPorts(Map<String, Integer> ports, List<String> problems) {
    Map<Integer, String> owners = new HashMap<>();
    ports.forEach(
        (server, port) -> {
          if (port < 0 || port > HIGHEST_PORT) {
            problems.add(
                "Port "
                    + port
                    + " for "
                    + server
                    + " does not exist; give 1 to "
                    + HIGHEST_PORT
                    + ", or 0 for any free one");
          }
          String other = port == 0 ? null : owners.put(port, server);
          if (other != null) {
            problems.add(
                "Port " + port + " is given to " + server + " and " + other + "; give two ports");
          }
        });
  }
}
