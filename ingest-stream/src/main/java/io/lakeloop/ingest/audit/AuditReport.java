package io.lakeloop.ingest.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The outcome of one audit.
 *
 * @param snapshots the snapshot of each table that was compared; tables without one are absent
 * @param acceptGaps whether offsets that Kafka has dropped may be missing from the lake
 * @param partitions every partition of every topic
 */
public record AuditReport(
    SortedMap<String, Long> snapshots, boolean acceptGaps, List<PartitionAudit> partitions) {
  private static final String ROW = "%-20s %9s %22s %12s %12s %8s %8s %9s  %s%n";

  /** Copies the collections. */
  public AuditReport {
    snapshots = Collections.unmodifiableSortedMap(new TreeMap<>(snapshots));
    partitions = List.copyOf(partitions);
  }

  /** Whether the lake holds every record once. */
  public boolean passed() {
    return differences().isEmpty();
  }

  /** Each difference in words. */
  public List<String> differences() {
    return partitions.stream()
        .flatMap(partition -> partition.differences(acceptGaps).stream())
        .toList();
  }

  /** What was found and accepted, in words. */
  public List<String> accepted() {
    return acceptGaps
        ? partitions.stream().map(PartitionAudit::gapsInWords).flatMap(Optional::stream).toList()
        : List.of();
  }

  /** Whether records of Kafka are not in the lake, or not yet. */
  boolean isMissingRecords() {
    return partitions.stream().anyMatch(partition -> !partition.missing().isEmpty());
  }

  /** Records that Kafka returned. */
  public long kafkaRecords() {
    return partitions.stream().mapToLong(PartitionAudit::kafkaRecords).sum();
  }

  /** Good rows and dead letters in the lake. */
  public long lakeRows() {
    return partitions.stream()
        .mapToLong(partition -> partition.goodRows() + partition.deadLetters())
        .sum();
  }

  /** A table for people, the differences below it, and the verdict in the last line. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        ROW.formatted(
            "topic",
            "partition",
            "kafka offsets",
            "records",
            "lake rows",
            "letters",
            "missing",
            "repeated",
            "content"));
    for (PartitionAudit audit : partitions) {
      text.append(
          ROW.formatted(
              audit.topic(),
              audit.partition(),
              audit.kafkaEnd() == audit.kafkaFirst()
                  ? "none"
                  : audit.kafkaFirst() + "–" + (audit.kafkaEnd() - 1),
              audit.kafkaRecords(),
              audit.goodRows(),
              audit.deadLetters(),
              OffsetRange.total(audit.missing()) + OffsetRange.total(audit.gapsBelowRetention()),
              audit.repeated(),
              content(audit)));
    }
    List<String> verdict = new ArrayList<>(differences());
    accepted().forEach(line -> verdict.add(line + " (accepted)"));
    if (passed()) {
      verdict.add("PASSED: %d records in Kafka, each in the lake once".formatted(kafkaRecords()));
    } else {
      verdict.add("FAILED: %d differences".formatted(differences().size()));
    }
    return text.append(String.join(System.lineSeparator(), verdict)).toString();
  }

  private static String content(PartitionAudit audit) {
    if (audit.kafkaHash() == audit.lakeHash()) {
      return audit.kafkaRecords() == 0 ? "none" : "equal";
    }
    return audit.hasSameOffsets() ? "DIFFERS" : "not compared";
  }

  /** The whole report as one JSON object; hashes are in hexadecimal. */
  public String toJson() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("passed", passed());
    root.put("kafkaRecords", kafkaRecords());
    root.put("lakeRows", lakeRows());
    root.set("snapshots", mapper.valueToTree(snapshots));
    root.set("differences", mapper.valueToTree(differences()));
    root.set("accepted", mapper.valueToTree(accepted()));
    ArrayNode array = root.putArray("partitions");
    for (PartitionAudit audit : partitions) {
      ObjectNode node = mapper.valueToTree(audit);
      // A JSON number holds 53 bits for many readers.
      node.put("kafkaHash", "%016x".formatted(audit.kafkaHash()));
      node.put("lakeHash", "%016x".formatted(audit.lakeHash()));
      array.add(node);
    }
    return mapper.writeValueAsString(root);
  }
}
