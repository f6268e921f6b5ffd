package io.lakeloop.compaction;

import io.lakeloop.compaction.health.Layout;
import java.util.List;
import java.util.Locale;

/**
 * What is to be done to one table.
 *
 * @param table qualified name
 * @param snapshotId the snapshot that the files are of; meaningless when there are no groups
 * @param groups the work
 * @param gains what is expected of each partition, greatest gain first
 * @param reason a sentence for people when there is nothing to do, else empty
 */
public record CompactionPlan(
    String table, long snapshotId, List<FileGroup> groups, List<Gain> gains, String reason) {

  /**
   * What compaction does to one partition.
   *
   * @param before all of the partition
   * @param after the same after it is compacted, as expected
   * @param groups file groups
   */
  public record Gain(String partition, Layout before, Layout after, int groups, long score) {
    /** The part of a scan's cost that is saved, in bytes; see {@link Layout}. */
    public long costSaved() {
      return before.readCostBytes() - after.readCostBytes();
    }
  }

  /** Copies the lists. */
  public CompactionPlan {
    groups = List.copyOf(groups);
    gains = List.copyOf(gains);
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return groups.isEmpty();
  }

  /** The plan for people, a line for each partition. */
  public String toText() {
    if (isEmpty()) {
      return table + ": nothing to do (" + reason + ")";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %d file groups in %d partitions%n".formatted(table, groups.size(), gains.size()));
    text.append(
        "  %-32s %6s %17s %23s %15s %9s%n"
            .formatted("partition", "health", "files", "MiB", "row groups", "scan cost"));
    for (Gain gain : gains) {
      text.append(
          "  %-32s %6d %7d -> %6d %10s -> %9s %6d -> %5d %8.0f%%%n"
              .formatted(
                  gain.partition().isEmpty() ? "(whole table)" : gain.partition(),
                  gain.score(),
                  gain.before().files(),
                  gain.after().files(),
                  mebibytes(gain.before().bytes()),
                  mebibytes(gain.after().bytes()),
                  gain.before().rowGroups(),
                  gain.after().rowGroups(),
                  -100.0 * gain.costSaved() / gain.before().readCostBytes()));
    }
    return text.toString().stripTrailing();
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1048576.0);
  }
}
