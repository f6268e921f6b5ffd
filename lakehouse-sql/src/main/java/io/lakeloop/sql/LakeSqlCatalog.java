package io.lakeloop.sql;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.sql.function.LakeFunctions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogDatabaseImpl;
import org.apache.flink.table.catalog.CatalogFunction;
import org.apache.flink.table.catalog.CatalogFunctionImpl;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.FunctionNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.FlinkCatalog;

/**
 * The lake for Flink's SQL: Iceberg's tables, a database {@code analytics} with the views of this
 * module, and its functions in every database, so that a session needs nothing but this catalog.
 * What it is asked is answered as of that moment; nothing is cached.
 */
public final class LakeSqlCatalog extends ForwardingCatalog {
  /** The database of the views. */
  public static final String VIEWS = "analytics";

  /** The database that a session begins in. */
  static final String DEFAULT_DATABASE = "payments";

  private static final Map<String, String> READ_ON =
      Map.of(
          "streaming", "true",
          "monitor-interval", "1s",
          "starting-strategy", "TABLE_SCAN_THEN_INCREMENTAL");

  private final FlinkCatalog tables;
  private final boolean live;

  /**
   * A catalog of the lake that the settings describe.
   *
   * @param live whether tables and views are read on as they grow
   */
  public LakeSqlCatalog(String name, LakeSettings settings, boolean live) {
    this(
        name,
        // Without the catalog's properties, which would be shown with a table's.
        new FlinkCatalog(
            name,
            DEFAULT_DATABASE,
            Namespace.empty(),
            new LakeCatalogLoader(settings),
            Map.of(),
            false,
            -1),
        live);
  }

  private LakeSqlCatalog(String name, FlinkCatalog tables, boolean live) {
    super(name, DEFAULT_DATABASE, tables);
    this.tables = tables;
    this.live = live;
  }

  @Override
  public List<String> listDatabases() {
    List<String> databases = new ArrayList<>(super.listDatabases());
    for (String always : List.of(DEFAULT_DATABASE, VIEWS)) {
      if (!databases.contains(always)) {
        databases.add(always);
      }
    }
    databases.sort(null);
    return databases;
  }

  @Override
  public boolean databaseExists(String name) {
    return name.equals(VIEWS) || name.equals(DEFAULT_DATABASE) || super.databaseExists(name);
  }

  @Override
  public CatalogDatabase getDatabase(String name) throws DatabaseNotExistException {
    if (name.equals(VIEWS) || (name.equals(DEFAULT_DATABASE) && !super.databaseExists(name))) {
      return new CatalogDatabaseImpl(Map.of(), "");
    }
    return super.getDatabase(name);
  }

  @Override
  public List<String> listTables(String database) throws DatabaseNotExistException {
    if (database.equals(VIEWS)) {
      return listViews(database);
    }
    return super.databaseExists(database) ? super.listTables(database) : List.of();
  }

  @Override
  public List<String> listViews(String database) {
    return database.equals(VIEWS) ? List.copyOf(SqlLibrary.views().keySet()) : List.of();
  }

  @Override
  public boolean tableExists(ObjectPath path) {
    return path.getDatabaseName().equals(VIEWS)
        ? SqlLibrary.views().containsKey(path.getObjectName())
        : super.tableExists(path);
  }

  @Override
  public CatalogBaseTable getTable(ObjectPath path) throws TableNotExistException {
    if (path.getDatabaseName().equals(VIEWS)) {
      SqlFile view = SqlLibrary.views().get(path.getObjectName());
      if (view == null) {
        throw new TableNotExistException(getName(), path);
      }
      return new ViewExpansion(getName(), tables.catalog(), live).expand(view);
    }
    CatalogTable table = tables.getTable(path);
    if (!live || !ViewExpansion.grows(path.getDatabaseName(), path.getObjectName())) {
      return table;
    }
    Map<String, String> options = new HashMap<>(table.getOptions());
    options.putAll(READ_ON);
    return table.copy(options);
  }

  @Override
  public List<String> listFunctions(String database) {
    return List.copyOf(LakeFunctions.all().keySet());
  }

  @Override
  public boolean functionExists(ObjectPath path) {
    return LakeFunctions.all().containsKey(path.getObjectName().toUpperCase(Locale.ROOT));
  }

  @Override
  public CatalogFunction getFunction(ObjectPath path) throws FunctionNotExistException {
    Class<?> function = LakeFunctions.all().get(path.getObjectName().toUpperCase(Locale.ROOT));
    if (function == null) {
      throw new FunctionNotExistException(getName(), path);
    }
    return new CatalogFunctionImpl(function.getName());
  }
}
