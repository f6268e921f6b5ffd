package io.lakeloop.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakeloop.history.HistoryPlan.Findings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run did.
 *
 * @param runId names the run; the snapshots that it committed have it in their summary
 * @param tables the tables that were written; empty when nothing had changed
 * @param days the days that were computed, as ranges from first to last; empty when all were
 * @param fullBecause why every closed day was computed; empty when only changed ones were
 * @param closedUntil the first day that history does not hold; empty when no day is closed yet
 * @param sources by source table, the snapshot that history now stands for
 * @param snapshots commits to the source tables that were looked at
 * @param files files that these added and removed
 * @param filesRead files of these that had to be read to tell their days
 * @param duration how long it took
 */
public record HistoryReport(
    String runId,
    List<String> tables,
    List<Days> days,
    Optional<String> fullBecause,
    Optional<LocalDate> closedUntil,
    Map<String, Long> sources,
    int snapshots,
    int files,
    int filesRead,
    Duration duration) {

  /**
   * A range of days, UTC.
   *
   * @param first the first of them
   * @param last the last of them
   */
  public record Days(LocalDate first, LocalDate last) {
    @Override
    public String toString() {
      return first.equals(last) ? first.toString() : first + " to " + last;
    }
  }

  /** Copies the collections. */
  public HistoryReport {
    tables = List.copyOf(tables);
    days = List.copyOf(days);
    sources = Map.copyOf(sources);
  }

  static HistoryReport of(HistoryPlan plan, Instant startedAt, Instant endedAt) {
    Findings findings = plan.findings();
    return new HistoryReport(
        plan.runId(),
        List.copyOf(plan.bases().keySet()),
        plan.full()
            ? List.of()
            : plan.days().ranges().stream()
                .map(
                    range ->
                        new Days(
                            LocalDate.ofEpochDay(range.from()),
                            LocalDate.ofEpochDay(range.to() - 1L)))
                .toList(),
        plan.fullBecause(),
        plan.closedUntilDay() == DayRanges.FIRST
            ? Optional.empty()
            : Optional.of(LocalDate.ofEpochDay(plan.closedUntilDay())),
        plan.sources(),
        findings.snapshots(),
        findings.files(),
        findings.filesRead(),
        Duration.between(startedAt, endedAt));
  }

  /** For people. */
  public String toText() {
    if (closedUntil.isEmpty()) {
      return "No day is closed yet; history is empty";
    }
    String looked =
        "%,d commits and %,d files since the last run, %,d of the files read"
            .formatted(snapshots, files, filesRead);
    String boundary = "History holds the days before %s.".formatted(closedUntil.get());
    if (tables.isEmpty()) {
      return "Nothing changed in the days that history holds (%s). %s".formatted(looked, boundary);
    }
    String what =
        fullBecause
            .map(reason -> "Computed every closed day, because " + reason + ".")
            .orElseGet(() -> "Computed %s (%s).".formatted(daysText(), looked));
    return "%s%nWrote %s in %.1f s. %s"
        .formatted(what, String.join(", ", tables), duration.toMillis() / 1000.0, boundary);
  }

  private String daysText() {
    return String.join(", ", days.stream().map(Days::toString).toList());
  }

  /** The whole report as one JSON object. */
  public String toJson() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("runId", runId);
    ArrayNode names = root.putArray("tables");
    tables.forEach(names::add);
    root.put("full", fullBecause.isPresent());
    fullBecause.ifPresent(reason -> root.put("fullBecause", reason));
    ArrayNode ranges = root.putArray("days");
    days.forEach(
        range ->
            ranges
                .addObject()
                .put("first", range.first().toString())
                .put("last", range.last().toString()));
    root.put("closedUntil", closedUntil.map(LocalDate::toString).orElse(null));
    ObjectNode snapshotIds = root.putObject("sources");
    new TreeMap<>(sources).forEach(snapshotIds::put);
    root.put("snapshots", snapshots);
    root.put("files", files);
    root.put("filesRead", filesRead);
    root.put("seconds", duration.toMillis() / 1000.0);
    return mapper.writeValueAsString(root);
  }
}
