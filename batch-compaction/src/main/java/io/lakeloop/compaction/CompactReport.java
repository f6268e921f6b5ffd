package io.lakeloop.compaction;

import io.lakeloop.adapter.iceberg.MaintenanceRun;
import java.util.ArrayList;
import java.util.List;

/** What a run planned and did, table by table. Filled by the run, read afterwards. */
public final class CompactReport {
  private final String runId;
  private final List<CompactionPlan> plans = new ArrayList<>();
  private final List<MaintenanceRun> runs = new ArrayList<>();

  CompactReport(String runId) {
    this.runId = runId;
  }

  void add(CompactionPlan plan) {
    plans.add(plan);
  }

  void add(MaintenanceRun run) {
    runs.add(run);
  }

  /** As in {@code ops.maintenance_runs}. */
  public String runId() {
    return runId;
  }

  /** The plan of each table. */
  public List<CompactionPlan> plans() {
    return List.copyOf(plans);
  }

  /** What was done to each table; empty after a dry run. */
  public List<MaintenanceRun> runs() {
    return List.copyOf(runs);
  }
}
