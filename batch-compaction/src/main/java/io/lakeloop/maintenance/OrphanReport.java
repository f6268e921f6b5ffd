package io.lakeloop.maintenance;

import java.util.ArrayList;
import java.util.List;

/**
 * What orphan removal found and did, table by table.
 *
 * @param dryRun whether it only says what it would do
 * @param tables one for each table
 */
public record OrphanReport(boolean dryRun, List<OfTable> tables) {
  private static final int SHOWN = 10;

  /**
   * One table.
   *
   * @param table qualified name
   * @param listed files below the table's location
   * @param orphans files that nothing refers to and that are old enough, by path
   * @param bytes their size
   * @param quarantined how many of them were moved to quarantine
   * @param deleted files that were deleted from quarantine
   * @param putBack files that were taken back from quarantine, since a snapshot refers to them
   */
  public record OfTable(
      String table,
      int listed,
      List<String> orphans,
      long bytes,
      int quarantined,
      int deleted,
      int putBack) {
    /** Copies the list. */
    public OfTable {
      orphans = List.copyOf(orphans);
    }
  }

  /** Copies the list. */
  public OrphanReport {
    tables = List.copyOf(tables);
  }

  /** For people. */
  public String toText() {
    List<String> lines = new ArrayList<>();
    for (OfTable table : tables) {
      lines.add(
          "%-32s %,d files, %,d orphans (%,d bytes); %,d to quarantine, %,d deleted from it, %,d put back"
              .formatted(
                  table.table(),
                  table.listed(),
                  table.orphans().size(),
                  table.bytes(),
                  table.quarantined(),
                  table.deleted(),
                  table.putBack()));
      table.orphans().stream().limit(SHOWN).forEach(path -> lines.add("    " + path));
      if (table.orphans().size() > SHOWN) {
        lines.add("    and %,d more".formatted(table.orphans().size() - SHOWN));
      }
    }
    if (dryRun) {
      lines.add("Nothing was changed. Give --execute to move orphans to quarantine");
    }
    return String.join(System.lineSeparator(), lines);
  }
}
