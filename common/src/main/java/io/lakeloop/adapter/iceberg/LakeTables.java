package io.lakeloop.adapter.iceberg;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.RESTException;

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

  /** Creates one table unless it exists, and loads it. It has at least one snapshot then. */
  public static Table createIfMissing(Catalog catalog, LakeSettings settings, LakeTable table) {
    createNamespaceIfMissing((SupportsNamespaces) catalog, table.identifier().namespace());
    if (!catalog.tableExists(table.identifier())) {
      try {
        return withSnapshot(builder(catalog, settings, table).create());
      } catch (AlreadyExistsException e) {
        // Another process was quicker: what it made is what was asked for.
        return withSnapshot(catalog.loadTable(table.identifier()));
      }
    }
    return withSnapshot(catalog.loadTable(table.identifier()));
  }

  /** Every table of a catalog, in the order of their names. */
  public static List<TableIdentifier> every(Catalog catalog) {
    List<TableIdentifier> tables = new ArrayList<>();
    for (Namespace namespace : ((SupportsNamespaces) catalog).listNamespaces()) {
      tables.addAll(catalog.listTables(namespace));
    }
    tables.sort((a, b) -> a.toString().compareTo(b.toString()));
    return tables;
  }

  private static void createNamespaceIfMissing(SupportsNamespaces catalog, Namespace namespace) {
    if (!catalog.namespaceExists(namespace)) {
      try {
        catalog.createNamespace(namespace);
      } catch (RESTException | AlreadyExistsException e) {
        // Another process may have been quicker; some catalogs call that a server error.
        if (!catalog.namespaceExists(namespace)) {
          throw e;
        }
      }
    }
  }

  private static Catalog.TableBuilder builder(
      Catalog catalog, LakeSettings settings, LakeTable table) {
    TableIdentifier identifier = table.identifier();
    Catalog.TableBuilder builder =
        catalog
            .buildTable(identifier, table.schema())
            .withPartitionSpec(table.spec())
            .withProperties(table.properties());
    String warehouse = settings.warehouse();
    return warehouse == null
        ? builder
        : builder.withLocation(
            String.join("/", warehouse, identifier.namespace().toString(), identifier.name()));
  }

  /**
   * Gives a new table an empty snapshot, and so its branch {@code main}. Iceberg's dynamic sink
   * would make the branch on first use; where two of its writers do so at once, one fails and the
   * job restarts.
   */
  private static Table withSnapshot(Table table) {
    if (table.currentSnapshot() == null) {
      table.newFastAppend().commit();
    }
    return table;
  }
}
