package io.lakeloop.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.SnapshotCoverage;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * What one snapshot of an ingested table covers of each topic that lands in it.
 *
 * @param table name of the table
 * @param snapshotId the snapshot
 * @param maxLateness how far events may be out of order
 * @param topics coverage of each topic
 */
record SnapshotReport(
    String table,
    long snapshotId,
    Duration maxLateness,
    SortedMap<String, SnapshotCoverage> topics) {

  /** Reads the coverage of a snapshot that the table has. */
  static SnapshotReport of(
      IngestSettings settings,
      Table table,
      LakeTable definition,
      long snapshotId,
      Duration maxLateness)
      throws IOException {
    SortedMap<String, SnapshotCoverage> topics = new TreeMap<>();
    for (Map.Entry<String, StreamDefinition> stream : settings.streams().entrySet()) {
      boolean landsHere =
          definition.equals(PaymentTables.DEAD_LETTERS)
              || definition.name().equals(stream.getValue().table().name());
      if (landsHere) {
        topics.put(stream.getKey(), SnapshotCoverage.of(table, snapshotId, stream.getKey()));
      }
    }
    return new SnapshotReport(definition.name(), snapshotId, maxLateness, topics);
  }

  /** One line for each Kafka partition, and each topic's watermark. */
  String toText() {
    StringBuilder text = new StringBuilder();
    text.append("Snapshot %d of %s covers".formatted(snapshotId, table));
    topics.forEach(
        (topic, coverage) -> {
          coverage
              .partitions()
              .forEach(
                  (partition, covered) ->
                      text.append(
                          "%n  %s-%d  offsets below %d, times up to %s"
                              .formatted(
                                  topic,
                                  partition,
                                  covered.nextOffset(),
                                  instant(covered.maxTimeMicros()))));
          OptionalLong watermark = coverage.watermarkMicros(maxLateness);
          if (watermark.isPresent()) {
            text.append("%n  %s  watermark %s".formatted(topic, instant(watermark.getAsLong())));
          }
        });
    return text.toString();
  }

  /** The same as one JSON object. */
  String toJson() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("table", table);
    root.put("snapshot", snapshotId);
    ObjectNode all = root.putObject("topics");
    topics.forEach(
        (topic, coverage) -> {
          ObjectNode one = all.putObject(topic);
          coverage
              .watermarkMicros(maxLateness)
              .ifPresent(watermark -> one.put("watermark", instant(watermark).toString()));
          ObjectNode partitions = one.putObject("partitions");
          coverage
              .partitions()
              .forEach(
                  (partition, covered) ->
                      partitions
                          .putObject(partition.toString())
                          .put("nextOffset", covered.nextOffset())
                          .put("maxTime", instant(covered.maxTimeMicros()).toString()));
        });
    return mapper.writeValueAsString(root);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
