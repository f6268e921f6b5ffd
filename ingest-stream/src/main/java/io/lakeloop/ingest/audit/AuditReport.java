package io.lakeloop.ingest.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of one audit.
 *
 * @param partitions every partition of every topic
 */
public record AuditReport(List<PartitionAudit> partitions) {
  private static final String ROW = "%-20s %9s %22s %12s %12s %8s %8s %9s  %s%n";

  /** Copies the list. */
  public AuditReport {
    partitions = List.copyOf(partitions);
  }

  /** Whether the lake holds every record once. */
  public boolean passed() {
    return differences().isEmpty();
  }

  /** Each difference in words. */
  public List<String> differences() {
    return partitions.stream().flatMap(partition -> partition.differences().stream()).toList();
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
              audit.kafkaHash() == audit.lakeHash() ? "equal" : "DIFFERS"));
    }
    List<String> verdict = new ArrayList<>(differences());
    if (verdict.isEmpty()) {
      verdict.add("PASSED: %d records in Kafka, each in the lake once".formatted(kafkaRecords()));
    } else {
      verdict.add("FAILED: %d differences".formatted(verdict.size()));
    }
    return text.append(String.join(System.lineSeparator(), verdict)).toString();
  }

  /** The whole report as one JSON object. */
  public String toJson() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("passed", passed());
    root.put("kafkaRecords", kafkaRecords());
    root.put("lakeRows", lakeRows());
    ArrayNode differences = root.putArray("differences");
    differences().forEach(differences::add);
    root.set("partitions", mapper.valueToTree(partitions));
    return mapper.writeValueAsString(root);
  }
}
