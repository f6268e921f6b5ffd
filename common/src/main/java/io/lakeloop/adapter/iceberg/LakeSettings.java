package io.lakeloop.adapter.iceberg;

import io.lakeloop.adapter.config.Secrets;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the lake is. Holds no secret: {@link Secrets} is asked when a catalog is opened.
 *
 * @param catalogUri the Iceberg REST catalog
 * @param catalogProperties further catalog properties as Iceberg names them
 * @param fileIo how table files are read and written
 * @param warehouse location below which new tables are made, null when the catalog decides
 * @param s3Endpoint URL of an S3-compatible server, null for AWS
 * @param s3Region S3 region
 * @param s3PathStyle bucket in the path rather than in the host name
 * @param secrets where access keys and tokens come from
 */
public record LakeSettings(
    String catalogUri,
    Map<String, String> catalogProperties,
    FileIoKind fileIo,
    @Nullable String warehouse,
    @Nullable String s3Endpoint,
    String s3Region,
    boolean s3PathStyle,
    Secrets secrets)
    implements Serializable {

  /** How table files are read and written. */
  public enum FileIoKind {
    /** Iceberg's S3FileIO. */
    S3,
    /** Hadoop's s3a file system behind Iceberg's HadoopFileIO. */
    S3A
  }

  /** Copies the properties. */
  public LakeSettings {
    catalogProperties = Map.copyOf(catalogProperties);
  }

  /** Iceberg's catalog properties without any secret. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", catalogUri);
    if (fileIo == FileIoKind.S3) {
      properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
      properties.put("s3.path-style-access", Boolean.toString(s3PathStyle));
      properties.put("client.region", s3Region);
      if (s3Endpoint != null) {
        properties.put("s3.endpoint", s3Endpoint);
      }
    } else {
      properties.put("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");
    }
    properties.putAll(catalogProperties);
    return properties;
  }

  /** Hadoop's configuration without any secret; empty unless s3a is used. */
  Map<String, String> hadoopProperties() {
    Map<String, String> properties = new HashMap<>();
    if (fileIo == FileIoKind.S3A) {
      properties.put("fs.s3a.endpoint.region", s3Region);
      properties.put("fs.s3a.path.style.access", Boolean.toString(s3PathStyle));
      properties.put("fs.s3a.bucket.probe", "0");
      if (s3Endpoint != null) {
        properties.put("fs.s3a.endpoint", s3Endpoint);
        properties.put(
            "fs.s3a.connection.ssl.enabled", Boolean.toString(s3Endpoint.startsWith("https:")));
      }
    }
    return properties;
  }

  /** Tells of the catalog's properties only which there are: one may be a secret all the same. */
  @Override
  public String toString() {
    return "LakeSettings[catalogUri=%s, catalogProperties=%s, fileIo=%s, warehouse=%s, s3Endpoint=%s, s3Region=%s, s3PathStyle=%s, secrets=%s]"
        .formatted(
            catalogUri,
            new TreeSet<>(catalogProperties.keySet()),
            fileIo,
            warehouse,
            s3Endpoint,
            s3Region,
            s3PathStyle,
            secrets);
  }
}
