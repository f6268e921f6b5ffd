package io.lakeloop.adapter.iceberg;

import java.util.Collection;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/** Makes the lake's tables where they are missing. Existing tables are left as they are. */
public final class LakeTables {
  private LakeTables() {}

  /**
   * Creates namespaces and tables that do not exist yet; safe to call from several processes at
   * once.
   */
  public static void createMissing(
      Catalog catalog, LakeSettings settings, Collection<LakeTable> tables) {
    for (LakeTable table : tables) {
      createIfMissing(catalog, settings, table);
    }
  }

  /** Creates one table unless it exists, and loads it. */
  public static Table createIfMissing(Catalog catalog, LakeSettings settings, LakeTable table) {
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
    try {
      if (!namespaces.namespaceExists(table.identifier().namespace())) {
        namespaces.createNamespace(table.identifier().namespace());
      }
      if (!catalog.tableExists(table.identifier())) {
        Catalog.TableBuilder builder =
            catalog
                .buildTable(table.identifier(), table.schema())
                .withPartitionSpec(table.spec())
                .withProperties(table.properties());
        String warehouse = settings.warehouse();
        if (warehouse != null) {
          builder.withLocation(
              String.join(
                  "/",
                  warehouse,
                  table.identifier().namespace().toString(),
                  table.identifier().name()));
        }
        return builder.create();
      }
    } catch (AlreadyExistsException e) {
      // Another process was quicker: what it made is what was asked for.
      return catalog.loadTable(table.identifier());
    }
    return catalog.loadTable(table.identifier());
  }
}
