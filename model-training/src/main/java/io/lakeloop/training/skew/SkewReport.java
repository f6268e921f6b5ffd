package io.lakeloop.training.skew;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of one run: the rows that it added to {@code ml.feature_skew}.
 *
 * @param runId names the run in the table
 * @param lines one for each feature of each set, in the sets' order
 */
public record SkewReport(String runId, List<Line> lines) {
  private static final String ROW = "%-42s %10s %14s %11s %10s %11s%n";

  /**
   * One feature.
   *
   * @param featureSet the set's name
   * @param featureSetHash the set's hash
   * @param feature the feature's name
   * @param from start of the span
   * @param to end of the span, exclusive
   * @param rowsCompared rows in the log and in the lake
   * @param rowsDifferent how many of them differ in a bit
   * @param largestDifference of those that have a value on both sides; 0 when there is none
   * @param lateEvent differences because an earlier event arrived after the row was scored
   * @param duplicate differences because records of one id contradict each other
   * @param noneKnown differences that nothing explains
   * @param rowsOnlyInLog rows whose record the lake lacks
   * @param rowsOnlyInLake transactions that were not scored with the set
   */
  public record Line(
      String featureSet,
      String featureSetHash,
      String feature,
      Instant from,
      Instant to,
      long rowsCompared,
      long rowsDifferent,
      double largestDifference,
      long lateEvent,
      long duplicate,
      long noneKnown,
      long rowsOnlyInLog,
      long rowsOnlyInLake) {}

  /** Copies the list. */
  public SkewReport {
    lines = List.copyOf(lines);
  }

  /** Whether rows were compared, and every difference has a known reason. */
  public boolean passed() {
    return hasCompared() && noneKnown() == 0;
  }

  private boolean hasCompared() {
    return lines.stream().anyMatch(line -> line.rowsCompared() > 0);
  }

  private long noneKnown() {
    return lines.stream().mapToLong(Line::noneKnown).sum();
  }

  private List<Line> firstOfEachSet() {
    List<Line> firsts = new ArrayList<>();
    for (Line line : lines) {
      if (firsts.stream().noneMatch(f -> f.featureSetHash().equals(line.featureSetHash()))) {
        firsts.add(line);
      }
    }
    return firsts;
  }

  /** For people: what was compared, the features that differ, and the verdict in the last line. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Line first : firstOfEachSet()) {
      List<Line> ofSet =
          lines.stream().filter(l -> l.featureSetHash().equals(first.featureSetHash())).toList();
      append(text, first, ofSet);
    }
    long differences = lines.stream().mapToLong(Line::rowsDifferent).sum();
    if (!hasCompared()) {
      return text.append(
              "FAILED: nothing could be compared; let the ingest job land what was scored, then compare again")
          .toString();
    }
    text.append(
        passed()
            ? "PASSED: %,d differences, each with a known reason".formatted(differences)
            : "FAILED: %,d of %,d differences have no known reason"
                .formatted(noneKnown(), differences));
    return text.toString();
  }

  private static void append(StringBuilder text, Line set, List<Line> ofSet) {
    text.append(
        "Feature set %s from %s to %s: %,d rows compared%n"
            .formatted(set.featureSet(), set.from(), set.to(), set.rowsCompared()));
    if (set.rowsOnlyInLog() > 0) {
      text.append(
          "%,d scored rows are not in the lake yet, so rows near them may differ without a known reason: compare again when the ingest job has caught up%n"
              .formatted(set.rowsOnlyInLog()));
    }
    if (set.rowsOnlyInLake() > 0) {
      text.append(
          "%,d transactions of the lake were not scored with this set%n"
              .formatted(set.rowsOnlyInLake()));
    }
    List<Line> different = ofSet.stream().filter(line -> line.rowsDifferent() > 0).toList();
    if (!different.isEmpty()) {
      text.append(
          ROW.formatted(
              "feature", "different", "largest", "late event", "duplicate", "none known"));
    }
    for (Line line : different) {
      text.append(
          ROW.formatted(
              line.feature(),
              "%,d".formatted(line.rowsDifferent()),
              "%.6g".formatted(line.largestDifference()),
              "%,d".formatted(line.lateEvent()),
              "%,d".formatted(line.duplicate()),
              "%,d".formatted(line.noneKnown())));
    }
    text.append(
        "%d of %d features are equal to the bit in every row%n"
            .formatted(ofSet.size() - different.size(), ofSet.size()));
  }

  /** The whole report as one JSON object. */
  public String toJson() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("passed", passed());
    root.put("runId", runId);
    ArrayNode features = root.putArray("features");
    for (Line line : lines) {
      features
          .addObject()
          .put("featureSet", line.featureSet())
          .put("featureSetHash", line.featureSetHash())
          .put("feature", line.feature())
          .put("from", line.from().toString())
          .put("to", line.to().toString())
          .put("rowsCompared", line.rowsCompared())
          .put("rowsDifferent", line.rowsDifferent())
          .put("largestDifference", line.largestDifference())
          .put("lateEvent", line.lateEvent())
          .put("duplicate", line.duplicate())
          .put("noneKnown", line.noneKnown())
          .put("rowsOnlyInLog", line.rowsOnlyInLog())
          .put("rowsOnlyInLake", line.rowsOnlyInLake());
    }
    return mapper.writeValueAsString(root);
  }
}
