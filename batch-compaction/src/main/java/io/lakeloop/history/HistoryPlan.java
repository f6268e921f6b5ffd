package io.lakeloop.history;

import io.lakeloop.adapter.iceberg.HistoryProgress;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one run does: which days it computes, from which snapshots, for which tables.
 *
 * @param runId names the run
 * @param days the days that are computed; for {@link #full()} all up to the boundary
 * @param closedUntilDay the first day that is not closed, in days since 1970
 * @param fullBecause why every day is computed; empty when only changed ones are
 * @param sources by source table, the snapshot that is read
 * @param bases by table that is written, the snapshot that the plan was made on
 * @param findings how the days were found
 */
record HistoryPlan(
    String runId,
    DayRanges days,
    int closedUntilDay,
    Optional<String> fullBecause,
    Map<String, Long> sources,
    Map<String, Long> bases,
    Findings findings) {

  /**
   * How the days were found.
   *
   * @param snapshots commits looked at
   * @param files files that these added and removed
   * @param filesRead files of these that had to be read
   */
  record Findings(int snapshots, int files, int filesRead) implements Serializable {
    static final Findings NONE = new Findings(0, 0, 0);
  }

  HistoryPlan {
    sources = Collections.unmodifiableMap(new TreeMap<>(sources));
    bases = Collections.unmodifiableMap(new TreeMap<>(bases));
  }

  /** Whether every day is computed. */
  boolean full() {
    return fullBecause.isPresent();
  }

  /** Whether there is nothing to do. */
  boolean isEmpty() {
    return bases.isEmpty();
  }

  /** How far a table is when the plan is done. */
  HistoryProgress progress() {
    return new HistoryProgress(runId, closedUntilDay, sources);
  }
}
