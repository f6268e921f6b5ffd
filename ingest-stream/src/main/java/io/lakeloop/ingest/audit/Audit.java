package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.SnapshotCoverage;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;

/** Compares every topic of the ingest job with the lake. */
public final class Audit {
  private static final Duration POLL = Duration.ofMillis(500);

  private final IngestSettings settings;
  private final LongConsumer progress;

  /**
   * An audit of what an ingest job with these settings does.
   *
   * @param progress hears the number of rows and records read since it heard last
   */
  public Audit(IngestSettings settings, LongConsumer progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs the audit.
   *
   * @param wait how long to wait for the job to reach the topics' ends as they are now; zero to
   *     compare at once
   * @throws IOException when Kafka, the catalog or storage cannot be read, or a table does not
   *     exist
   */
  public AuditReport run(Duration wait) throws IOException {
    List<PartitionAudit> audits = new ArrayList<>();
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog();
        KafkaContents kafka =
            new KafkaContents(
                settings.bootstrapServers(),
                settings.kafkaProperties(),
                settings.wire().schemaSources(settings.lake()))) {
      Map<String, Map<Integer, PartitionContents>> topics = new TreeMap<>();
      settings.streams().keySet().forEach(topic -> topics.put(topic, kafka.partitions(topic)));
      awaitLake(catalog, topics, wait);
      for (Map.Entry<String, Map<Integer, PartitionContents>> topic : topics.entrySet()) {
        audits.addAll(compare(topic.getKey(), topic.getValue(), catalog, kafka));
      }
    }
    return new AuditReport(audits);
  }

  private List<PartitionAudit> compare(
      String topic, Map<Integer, PartitionContents> contents, Catalog catalog, KafkaContents kafka)
      throws IOException {
    LakeContents lake = new LakeContents(contents, progress);
    // Dead letters go first: whether an offset has one decides how Kafka's record is hashed.
    lake.readDeadLetters(load(catalog, LakeTable.DEAD_LETTERS), topic);
    lake.readGoodRows(load(catalog, stream(topic).table()));
    kafka.read(topic, contents, progress);
    Map<Integer, Long> ends = kafka.ends(topic);
    List<PartitionAudit> audits = new ArrayList<>();
    contents.forEach(
        (partition, both) ->
            audits.add(both.compare(topic, partition, ends.getOrDefault(partition, 0L))));
    return audits;
  }

  private StreamDefinition stream(String topic) {
    return java.util.Objects.requireNonNull(settings.streams().get(topic), topic);
  }

  private static Table load(Catalog catalog, LakeTable table) throws IOException {
    try {
      return catalog.loadTable(table.identifier());
    } catch (NoSuchTableException e) {
      throw new IOException(
          "The table %s does not exist. Has the ingest job ever been started?"
              .formatted(table.name()),
          e);
    }
  }

  private void awaitLake(
      Catalog catalog, Map<String, Map<Integer, PartitionContents>> topics, Duration wait)
      throws IOException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() < deadline && !hasReachedEnds(catalog, topics)) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private boolean hasReachedEnds(
      Catalog catalog, Map<String, Map<Integer, PartitionContents>> topics) throws IOException {
    for (Map.Entry<String, Map<Integer, PartitionContents>> topic : topics.entrySet()) {
      Map<Integer, Long> reached = new HashMap<>();
      for (LakeTable table : List.of(stream(topic.getKey()).table(), LakeTable.DEAD_LETTERS)) {
        SnapshotCoverage.ofCurrent(load(catalog, table), topic.getKey())
            .partitions()
            .forEach((partition, p) -> reached.merge(partition, p.nextOffset(), Math::max));
      }
      for (Map.Entry<Integer, PartitionContents> partition : topic.getValue().entrySet()) {
        PartitionContents range = partition.getValue();
        if (range.kafkaEnd() > range.kafkaFirst()
            && reached.getOrDefault(partition.getKey(), 0L) < range.kafkaEnd()) {
          return false;
        }
      }
    }
    return true;
  }
}
