package io.lakeloop.maintenance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What expiry did, table by table.
 *
 * @param dryRun whether it only says what it would do
 * @param tables one for each table
 */
public record ExpireReport(boolean dryRun, List<OfTable> tables) {

  /**
   * One table.
   *
   * @param table qualified name
   * @param snapshots how many there were
   * @param expired how many of them were expired
   * @param filesDeleted how many files were deleted from storage
   * @param keptSince snapshots since then were kept
   * @param needed what needed older ones, and which
   */
  public record OfTable(
      String table,
      int snapshots,
      int expired,
      int filesDeleted,
      Instant keptSince,
      Map<String, Long> needed) {
    /** Copies the map. */
    public OfTable {
      needed = Map.copyOf(needed);
    }
  }

  /** Copies the list. */
  public ExpireReport {
    tables = List.copyOf(tables);
  }

  /** For people. */
  public String toText() {
    List<String> lines = new ArrayList<>();
    for (OfTable table : tables) {
      lines.add(
          "%-32s %s%,d of %,d snapshots expired, %,d files deleted; all since %s kept"
              .formatted(
                  table.table(),
                  dryRun ? "would be: " : "",
                  table.expired(),
                  table.snapshots(),
                  table.filesDeleted(),
                  table.keptSince()));
      new TreeMap<>(table.needed())
          .forEach((reason, id) -> lines.add("    kept %d for %s".formatted(id, reason)));
    }
    return String.join(System.lineSeparator(), lines);
  }
}
