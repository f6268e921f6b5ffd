package io.lakeloop.maintenance;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Rewrites the manifests of tables that have more than they need, ordered by partition, so that a
 * query of few days opens few of them. Data files stay where they are. Safe beside writers: what
 * they add meanwhile keeps its own manifests.
 */
public final class ManifestJob {
  /** Fewer manifests than this are not worth a commit. */
  private static final int FEWEST = 8;

  private static final int MANY_TIMES = 2;

  private static final int DAYS_TOGETHER = 7;

  private ManifestJob() {}

  /**
   * What was done to one table.
   *
   * @param table qualified name
   * @param before how many manifests of data files there were
   * @param after how many there are, or would be at most
   */
  public record Rewritten(String table, int before, int after) {
    /** For people. */
    @Override
    public String toString() {
      return "%-32s %,d manifests before, %,d after".formatted(table, before, after);
    }
  }

  /**
   * Goes over the tables.
   *
   * @param tables qualified names, or {@code all}
   */
  public static List<Rewritten> run(LakeSettings lake, List<String> tables, boolean dryRun)
      throws IOException {
    List<Rewritten> done = new ArrayList<>();
    try (RESTCatalog catalog = new LakeCatalogLoader(lake).loadCatalog()) {
      for (TableIdentifier identifier : LakeSelection.of(catalog, tables)) {
        done.add(rewrite(identifier.toString(), catalog.loadTable(identifier), dryRun));
      }
    }
    return done;
  }

  private static Rewritten rewrite(String name, Table table, boolean dryRun) {
    List<ManifestFile> manifests = manifests(table);
    long bytes = manifests.stream().mapToLong(ManifestFile::length).sum();
    long target =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.MANIFEST_TARGET_SIZE_BYTES,
            TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
    int needed = (int) Math.max(1, (bytes + target - 1) / target);
    if (manifests.size() < Math.max(FEWEST, MANY_TIMES * needed)) {
      return new Rewritten(name, manifests.size(), manifests.size());
    }
    if (dryRun) {
      return new Rewritten(name, manifests.size(), needed);
    }
    table.rewriteManifests().clusterBy(file -> group(file, needed)).commit();
    table.refresh();
    return new Rewritten(name, manifests.size(), manifests(table).size());
  }

  private static List<ManifestFile> manifests(Table table) {
    return table.currentSnapshot() == null
        ? List.of()
        : table.currentSnapshot().dataManifests(table.io());
  }

  /** Which of the new manifests a file goes to: neighbouring partitions share one. */
  private static int group(DataFile file, int groups) {
    if (groups == 1 || file.partition().size() == 0) {
      return 0;
    }
    Object first = file.partition().get(file.partition().size() - 1, Object.class);
    return first instanceof Integer day ? Math.floorMod(day / DAYS_TOGETHER, groups) : 0;
  }
}
