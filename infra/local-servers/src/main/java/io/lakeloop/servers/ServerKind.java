package io.lakeloop.servers;

import java.util.Locale;

/** The servers of the local stack. */
public enum ServerKind {
  /** The Kafka broker. */
  KAFKA("KafkaEntry", "kafka-and-catalog", 512),
  /** The S3 server. */
  S3("S3Entry", "s3", 512),
  /** The Iceberg REST catalog. */
  CATALOG("CatalogEntry", "kafka-and-catalog", 256);

  private final String entryName;
  private final String libraries;
  private final int heapMebibytes;

  ServerKind(String entryName, String libraries, int heapMebibytes) {
    this.entryName = entryName;
    this.libraries = libraries;
    this.heapMebibytes = heapMebibytes;
  }

  /** Name in files, messages and options: kafka, s3 or catalog. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String entryClass() {
    return "io.lakeloop.servers.embedded." + entryName;
  }

  /** Which list of libraries the server runs on. */
  String libraries() {
    return libraries;
  }

  /** Heap limit of the server when it is a process of its own. */
  int heapMebibytes() {
    return heapMebibytes;
  }

  /** What clients call the server by. */
  String endpoint(int port) {
    return (this == KAFKA ? "" : "http://") + LoopbackPorts.HOST + ":" + port;
  }
}
