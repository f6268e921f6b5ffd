package io.lakeloop.maintenance;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * Clears away files below a table's location that no snapshot refers to: what failed writers and
 * interrupted expiry left behind.
 *
 * <p>Why a live file is never touched. A file is listed first and looked up in the metadata after,
 * so that one that is committed in between is found. Files younger than the minimum age are left
 * alone: a writer may commit them still. What is left is listed again, and looked up again in
 * refreshed metadata, before it is moved. It is moved to quarantine, and deleted only when it has
 * lain there for long; one that a snapshot refers to by then is put back. A listing without any
 * file of the table's metadata is not believed.
 *
 * <p>Run: {@code flink run -c io.lakeloop.maintenance.OrphanJob lakeloop-batch-compaction.jar
 * --config lake.properties}
 */
public final class OrphanJob {
  private OrphanJob() {}

  /** Reads the settings and runs to the end. */
  public static void main(String[] args) throws Exception {
    run(OrphanSettings.of(JobArguments.parse(args)), Clock.systemUTC());
  }

  /** Goes over the tables. */
  public static OrphanReport run(OrphanSettings settings, Clock clock) throws IOException {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      Map<TableIdentifier, String> locations = new HashMap<>();
      for (TableIdentifier identifier : LakeSelection.every(catalog)) {
        locations.put(identifier, location(catalog.loadTable(identifier)));
      }
      List<OrphanReport.OfTable> tables = new ArrayList<>();
      for (TableIdentifier identifier : LakeSelection.of(catalog, settings.tables())) {
        List<String> others = new ArrayList<>();
        locations.forEach(
            (other, location) -> {
              if (!other.equals(identifier)) {
                others.add(location);
              }
            });
        tables.add(
            new OfTable(identifier, catalog.loadTable(identifier), others)
                .clear(settings, clock.instant()));
      }
      return new OrphanReport(settings.dryRun(), tables);
    }
  }

  private static String location(Table table) {
    return table.location().endsWith("/") ? table.location() : table.location() + "/";
  }

  /** One table. */
  private static final class OfTable {
    private final TableIdentifier name;
    private final Table table;
    private final List<String> others;
    private final String location;
    private final SupportsPrefixOperations io;
    private final Quarantine quarantine;

    OfTable(TableIdentifier name, Table table, List<String> others) {
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
  }
}
