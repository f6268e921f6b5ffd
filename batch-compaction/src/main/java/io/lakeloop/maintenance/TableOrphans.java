package io.lakeloop.maintenance;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** The orphan files of one table, found and moved as {@link OrphanJob} says. */
final class TableOrphans {

  private final TableIdentifier name;
  private final Table table;
  private final List<String> others;
  private final String location;
  private final SupportsPrefixOperations io;
  private final Quarantine quarantine;

  TableOrphans(TableIdentifier name, Table table, List<String> others) {
    this.name = name;
    this.table = table;
    this.others = others;
    this.location = location(table);
    if (!(table.io() instanceof SupportsPrefixOperations prefixes)) {
      throw new IllegalStateException(
          "Files of %s cannot be listed by %s; use S3FileIO"
              .formatted(name, table.io().getClass().getName()));
    }
    this.io = prefixes;
    this.quarantine = new Quarantine(table.io(), location);
    if (others.contains(location)) {
      throw new IllegalStateException(
          "%s shares its location %s with another table; its orphans cannot be told"
              .formatted(name, location));
    }
  }

  OrphanReport.OfTable clear(OrphanSettings settings, Instant now) throws IOException {
    Map<String, FileInfo> listed = list();
    table.refresh();
    ReferencedFiles referenced = ReferencedFiles.of(table);
    requireAnyReferenced(listed, referenced);
    Map<String, FileInfo> orphans =
        orphans(listed, referenced, now.minus(settings.minAge()).toEpochMilli());
    Quarantine.Outcome cleared = new Quarantine.Outcome(0, 0);
    int quarantined = 0;
    if (!settings.dryRun()) {
      cleared = quarantine.clear(referenced, now.minus(settings.quarantine()));
      orphans = stillOrphans(orphans);
      for (String path : orphans.keySet()) {
        quarantine.take(path, now);
        quarantined++;
      }
    }
    return new OrphanReport.OfTable(
        name.toString(),
        listed.size(),
        List.copyOf(orphans.keySet()),
        orphans.values().stream().mapToLong(FileInfo::size).sum(),
        quarantined,
        cleared.deleted(),
        cleared.putBack());
  }

  private Map<String, FileInfo> list() {
    Map<String, FileInfo> files = new TreeMap<>();
    for (FileInfo file : io.listPrefix(location)) {
      String path = file.location();
      boolean isOfAnother =
          others.stream()
              .anyMatch(
                  other ->
                      other.length() > location.length()
                          && ReferencedFiles.normal(path)
                              .startsWith(ReferencedFiles.normal(other)));
      if (!isOfAnother && !quarantine.holds(path)) {
        files.put(path, file);
      }
    }
    return files;
  }

  /** At the least, the metadata file that was current before the listing is in both. */
  private void requireAnyReferenced(Map<String, FileInfo> listed, ReferencedFiles referenced) {
    if (listed.keySet().stream().noneMatch(referenced::contains)) {
      throw new IllegalStateException(
          "None of the %d files below %s is one that %s refers to, so the listing is not believed and nothing is touched"
              .formatted(listed.size(), location, name));
    }
  }

  private Map<String, FileInfo> orphans(
      Map<String, FileInfo> listed, ReferencedFiles referenced, long beforeMillis) {
    Map<String, FileInfo> orphans = new TreeMap<>();
    listed.forEach(
        (path, file) -> {
          if (file.createdAtMillis() < beforeMillis && !referenced.contains(path)) {
            orphans.put(path, file);
          }
        });
    return orphans;
  }

  /** Lists again and looks up again. */
  private Map<String, FileInfo> stillOrphans(Map<String, FileInfo> orphans) {
    if (orphans.isEmpty()) {
      return orphans;
    }
    Map<String, FileInfo> again = list();
    table.refresh();
    ReferencedFiles referenced = ReferencedFiles.of(table);
    Map<String, FileInfo> still = new TreeMap<>();
    orphans.forEach(
        (path, file) -> {
          FileInfo now = again.get(path);
          if (now != null
              && now.size() == file.size()
              && now.createdAtMillis() == file.createdAtMillis()
              && !referenced.contains(path)) {
            still.put(path, file);
          }
        });
    return still;
  }

  /** A table's location, with a slash at its end. */
  static String location(Table table) {
    return table.location().endsWith("/") ? table.location() : table.location() + "/";
  }
}
