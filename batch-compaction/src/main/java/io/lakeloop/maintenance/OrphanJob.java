package io.lakeloop.maintenance;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTables;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
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
      for (TableIdentifier identifier : LakeTables.every(catalog)) {
        locations.put(identifier, TableOrphans.location(catalog.loadTable(identifier)));
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
            new TableOrphans(identifier, catalog.loadTable(identifier), others)
                .clear(settings, clock.instant()));
      }
      return new OrphanReport(settings.dryRun(), tables);
    }
  }
}
