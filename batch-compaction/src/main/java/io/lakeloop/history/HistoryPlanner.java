package io.lakeloop.history;

import io.lakeloop.adapter.iceberg.HistoryProgress;
import io.lakeloop.adapter.iceberg.HistoryTables;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.SnapshotCoverage;
import io.lakeloop.history.HistoryPlan.Findings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/**
 * Decides what a run does, from metadata.
 *
 * <p>A table is up to date when nothing changed below the boundary since its own last commit, and
 * the boundary has not moved. A run that broke off between two commits leaves tables of different
 * progress: the next one computes what any of them lacks, for those that lack it.
 */
final class HistoryPlanner {
  /** The source tables, and the column that tells the day of a transaction. */
  static final Map<LakeTable, String> SOURCES =
      Map.of(
          PaymentTables.TRANSACTIONS, "event_time",
          PaymentTables.FRAUD_REPORTS, "transaction_time",
          PaymentTables.SCORED_TRANSACTIONS, "event_time");

  private final Map<LakeTable, Table> sources = new LinkedHashMap<>();
  private final Map<LakeTable, Table> tables = new LinkedHashMap<>();
  private final Map<String, Long> pinned = new HashMap<>();

  /** Pins the source tables to their current snapshots. Every table has one. */
  HistoryPlanner(Catalog catalog) {
    for (LakeTable definition : HistoryTables.ALL) {
      tables.put(definition, catalog.loadTable(definition.identifier()));
    }
    for (LakeTable definition : SOURCES.keySet()) {
      Table source = catalog.loadTable(definition.identifier());
      sources.put(definition, source);
      pinned.put(definition.name(), source.currentSnapshot().snapshotId());
    }
  }

  /**
   * The plan of a run.
   *
   * @param full whether every day is asked for
   * @param nowMicros no day is closed that has not ended by then, UTC, microseconds since 1970
   */
  HistoryPlan plan(String runId, boolean full, Duration maxLateness, long nowMicros)
      throws IOException {
    int closed = closedUntilDay(maxLateness, nowMicros);
    if (full) {
      return all(runId, closed, "it was asked for");
    }
    for (Map.Entry<LakeTable, Table> table : tables.entrySet()) {
      Optional<HistoryProgress> progress = HistoryProgress.of(table.getValue());
      if (progress.isEmpty() && closed != DayRanges.FIRST) {
        return all(runId, closed, table.getKey().name() + " has not been computed yet");
      }
      closed = Math.max(closed, progress.map(HistoryProgress::closedUntilDay).orElse(closed));
    }
    if (closed == DayRanges.FIRST) {
      return new HistoryPlan(
          runId,
          DayRanges.between(0, 0),
          closed,
          Optional.empty(),
          pinned,
          Map.of(),
          Findings.NONE);
    }
    return changed(runId, closed);
  }

  private HistoryPlan changed(String runId, int closed) {
    DayRanges days = DayRanges.between(0, 0);
    Map<String, Long> bases = new HashMap<>();
    Map<HistoryProgress, ChangedDays.Found> found = new HashMap<>();
    for (Map.Entry<LakeTable, Table> table : tables.entrySet()) {
      HistoryProgress progress = HistoryProgress.of(table.getValue()).orElseThrow();
      ChangedDays.Found since =
          found.computeIfAbsent(
              new HistoryProgress("", progress.closedUntilDay(), progress.snapshots()),
              this::changedSince);
      if (since.unknownBecause().isPresent()) {
        return all(runId, closed, since.unknownBecause().get());
      }
      Set<Integer> closedDays = new TreeSet<>(since.days());
      closedDays.removeIf(day -> day >= closed);
      DayRanges needed =
          DayRanges.of(closedDays).plus(DayRanges.between(progress.closedUntilDay(), closed));
      if (!needed.isEmpty()) {
        bases.put(table.getKey().name(), base(table.getValue()));
        days = days.plus(needed);
      }
    }
    Findings findings =
        new Findings(
            found.values().stream().mapToInt(ChangedDays.Found::snapshots).sum(),
            found.values().stream().mapToInt(ChangedDays.Found::files).sum(),
            found.values().stream().mapToInt(ChangedDays.Found::filesRead).sum());
    return new HistoryPlan(runId, days, closed, Optional.empty(), pinned, bases, findings);
  }

  private ChangedDays.Found changedSince(HistoryProgress progress) {
    Set<Integer> days = new TreeSet<>();
    int snapshots = 0;
    int files = 0;
    int filesRead = 0;
    for (Map.Entry<LakeTable, Table> source : sources.entrySet()) {
      String name = source.getKey().name();
      Long after = progress.snapshots().get(name);
      if (after == null) {
        return ChangedDays.Found.nothingToTell(
            "history has not been computed from " + name + " yet");
      }
      ChangedDays.Found found =
          new ChangedDays(source.getValue(), SOURCES.getOrDefault(source.getKey(), ""))
              .between(after, pinned.getOrDefault(name, after));
      if (found.unknownBecause().isPresent()) {
        return found;
      }
      days.addAll(found.days());
      snapshots += found.snapshots();
      files += found.files();
      filesRead += found.filesRead();
    }
    return new ChangedDays.Found(days, snapshots, files, filesRead, Optional.empty());
  }

  private HistoryPlan all(String runId, int closed, String because) {
    Map<String, Long> bases = new HashMap<>();
    tables.forEach((definition, table) -> bases.put(definition.name(), base(table)));
    return new HistoryPlan(
        runId,
        DayRanges.between(DayRanges.FIRST, closed),
        closed,
        Optional.of(because),
        pinned,
        bases,
        Findings.NONE);
  }

  private static long base(Table table) {
    return table.currentSnapshot().snapshotId();
  }

  /** {@link DayRanges#FIRST} when no transaction has come. */
  private int closedUntilDay(Duration maxLateness, long nowMicros) throws IOException {
    Table transactions = sources.get(PaymentTables.TRANSACTIONS);
    if (transactions == null) {
      return DayRanges.FIRST;
    }
    OptionalLong watermark =
        SnapshotCoverage.of(
                transactions, transactions.currentSnapshot().snapshotId(), "transactions")
            .watermarkMicros(maxLateness);
    return watermark.isEmpty()
        ? DayRanges.FIRST
        : DayRanges.dayOf(Math.min(watermark.getAsLong(), nowMicros));
  }
}
