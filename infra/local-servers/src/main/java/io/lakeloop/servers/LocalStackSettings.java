package io.lakeloop.servers;

import java.nio.file.Path;
import java.util.List;

/**
 * What a local stack may be told.
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

  /** Makes the directory absolute and copies the buckets. */
  public LocalStackSettings {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    buckets = List.copyOf(buckets);
  }

  /** A stack on any free ports with its data below a directory. */
  public static LocalStackSettings in(Path dataDirectory) {
    return new LocalStackSettings(dataDirectory, 0, 0, 0, List.of("lake", "flink"));
  }

  /** Where new tables are made. */
  public String warehouse() {
    return "s3://" + buckets.get(0) + "/warehouse";
  }
}
