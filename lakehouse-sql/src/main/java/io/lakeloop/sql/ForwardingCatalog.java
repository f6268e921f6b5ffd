package io.lakeloop.sql;

import java.util.List;
import java.util.Optional;
import org.apache.flink.table.catalog.AbstractCatalog;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogFunction;
import org.apache.flink.table.catalog.CatalogPartition;
import org.apache.flink.table.catalog.CatalogPartitionSpec;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.TableChange;
import org.apache.flink.table.catalog.exceptions.DatabaseAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotEmptyException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.FunctionAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.FunctionNotExistException;
import org.apache.flink.table.catalog.exceptions.PartitionAlreadyExistsException;
import org.apache.flink.table.catalog.exceptions.PartitionNotExistException;
import org.apache.flink.table.catalog.exceptions.PartitionSpecInvalidException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotPartitionedException;
import org.apache.flink.table.catalog.exceptions.TablePartitionedException;
import org.apache.flink.table.catalog.stats.CatalogColumnStatistics;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.factories.Factory;

/**
 * A catalog that asks another one. It is there to be extended: Iceberg's own shows no views, and
 * does not let its kind of table be another.
 */
abstract class ForwardingCatalog extends AbstractCatalog {
  private final Catalog catalog;

  ForwardingCatalog(String name, String defaultDatabase, Catalog catalog) {
    super(name, defaultDatabase);
    this.catalog = catalog;
  }

  @Override
  public Optional<Factory> getFactory() {
    return catalog.getFactory();
  }

  @Override
  public void open() {
    catalog.open();
  }

  @Override
  public void close() {
    catalog.close();
  }

  @Override
  public List<String> listDatabases() {
    return catalog.listDatabases();
  }

  @Override
  public CatalogDatabase getDatabase(String name) throws DatabaseNotExistException {
    return catalog.getDatabase(name);
  }

  @Override
  public boolean databaseExists(String name) {
    return catalog.databaseExists(name);
  }

  @Override
  public void createDatabase(String name, CatalogDatabase database, boolean ignoreIfExists)
      throws DatabaseAlreadyExistException {
    catalog.createDatabase(name, database, ignoreIfExists);
  }

  @Override
  public void dropDatabase(String name, boolean ignoreIfNotExists, boolean cascade)
      throws DatabaseNotExistException, DatabaseNotEmptyException {
    catalog.dropDatabase(name, ignoreIfNotExists, cascade);
  }

  @Override
  public void alterDatabase(String name, CatalogDatabase database, boolean ignoreIfNotExists)
      throws DatabaseNotExistException {
    catalog.alterDatabase(name, database, ignoreIfNotExists);
  }

  @Override
  public List<String> listTables(String database) throws DatabaseNotExistException {
    return catalog.listTables(database);
  }

  @Override
  public List<String> listViews(String database) throws DatabaseNotExistException {
    return catalog.listViews(database);
  }

  @Override
  public CatalogBaseTable getTable(ObjectPath path) throws TableNotExistException {
    return catalog.getTable(path);
  }

  @Override
  public boolean tableExists(ObjectPath path) {
    return catalog.tableExists(path);
  }

  @Override
  public void dropTable(ObjectPath path, boolean ignoreIfNotExists) throws TableNotExistException {
    catalog.dropTable(path, ignoreIfNotExists);
  }

  @Override
  public void renameTable(ObjectPath path, String name, boolean ignoreIfNotExists)
      throws TableNotExistException, TableAlreadyExistException {
    catalog.renameTable(path, name, ignoreIfNotExists);
  }

  @Override
  public void createTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfExists)
      throws TableAlreadyExistException, DatabaseNotExistException {
    catalog.createTable(path, table, ignoreIfExists);
  }

  @Override
  public void alterTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfNotExists)
      throws TableNotExistException {
    catalog.alterTable(path, table, ignoreIfNotExists);
  }

  @Override
  public void alterTable(
      ObjectPath path, CatalogBaseTable table, List<TableChange> changes, boolean ignoreIfNotExists)
      throws TableNotExistException {
    catalog.alterTable(path, table, changes, ignoreIfNotExists);
  }

  @Override
  public List<CatalogPartitionSpec> listPartitions(ObjectPath path)
      throws TableNotExistException, TableNotPartitionedException {
    return catalog.listPartitions(path);
  }

  @Override
  public List<CatalogPartitionSpec> listPartitions(ObjectPath path, CatalogPartitionSpec spec)
      throws TableNotExistException, TableNotPartitionedException, PartitionSpecInvalidException {
    return catalog.listPartitions(path, spec);
  }

  @Override
  public List<CatalogPartitionSpec> listPartitionsByFilter(
      ObjectPath path, List<Expression> filters)
      throws TableNotExistException, TableNotPartitionedException {
    return catalog.listPartitionsByFilter(path, filters);
  }

  @Override
  public CatalogPartition getPartition(ObjectPath path, CatalogPartitionSpec spec)
      throws PartitionNotExistException {
    return catalog.getPartition(path, spec);
  }

  @Override
  public boolean partitionExists(ObjectPath path, CatalogPartitionSpec spec) {
    return catalog.partitionExists(path, spec);
  }

  @Override
  public void createPartition(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogPartition partition,
      boolean ignoreIfExists)
      throws TableNotExistException,
          TableNotPartitionedException,
          PartitionSpecInvalidException,
          PartitionAlreadyExistsException {
    catalog.createPartition(path, spec, partition, ignoreIfExists);
  }

  @Override
  public void dropPartition(ObjectPath path, CatalogPartitionSpec spec, boolean ignoreIfNotExists)
      throws PartitionNotExistException {
    catalog.dropPartition(path, spec, ignoreIfNotExists);
  }

  @Override
  public void alterPartition(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogPartition partition,
      boolean ignoreIfNotExists)
      throws PartitionNotExistException {
    catalog.alterPartition(path, spec, partition, ignoreIfNotExists);
  }

  @Override
  public List<String> listFunctions(String database) throws DatabaseNotExistException {
    return catalog.listFunctions(database);
  }

  @Override
  public CatalogFunction getFunction(ObjectPath path) throws FunctionNotExistException {
    return catalog.getFunction(path);
  }

  @Override
  public boolean functionExists(ObjectPath path) {
    return catalog.functionExists(path);
  }

  @Override
  public void createFunction(ObjectPath path, CatalogFunction function, boolean ignoreIfExists)
      throws FunctionAlreadyExistException, DatabaseNotExistException {
    catalog.createFunction(path, function, ignoreIfExists);
  }

  @Override
  public void alterFunction(ObjectPath path, CatalogFunction function, boolean ignoreIfNotExists)
      throws FunctionNotExistException {
    catalog.alterFunction(path, function, ignoreIfNotExists);
  }

  @Override
  public void dropFunction(ObjectPath path, boolean ignoreIfNotExists)
      throws FunctionNotExistException {
    catalog.dropFunction(path, ignoreIfNotExists);
  }

  @Override
  public CatalogTableStatistics getTableStatistics(ObjectPath path) throws TableNotExistException {
    return catalog.getTableStatistics(path);
  }

  @Override
  public CatalogColumnStatistics getTableColumnStatistics(ObjectPath path)
      throws TableNotExistException {
    return catalog.getTableColumnStatistics(path);
  }

  @Override
  public CatalogTableStatistics getPartitionStatistics(ObjectPath path, CatalogPartitionSpec spec)
      throws PartitionNotExistException {
    return catalog.getPartitionStatistics(path, spec);
  }

  @Override
  public CatalogColumnStatistics getPartitionColumnStatistics(
      ObjectPath path, CatalogPartitionSpec spec) throws PartitionNotExistException {
    return catalog.getPartitionColumnStatistics(path, spec);
  }

  @Override
  public void alterTableStatistics(
      ObjectPath path, CatalogTableStatistics statistics, boolean ignoreIfNotExists)
      throws TableNotExistException {
    catalog.alterTableStatistics(path, statistics, ignoreIfNotExists);
  }

  @Override
  public void alterTableColumnStatistics(
      ObjectPath path, CatalogColumnStatistics statistics, boolean ignoreIfNotExists)
      throws TableNotExistException, TablePartitionedException {
    catalog.alterTableColumnStatistics(path, statistics, ignoreIfNotExists);
  }

  @Override
  public void alterPartitionStatistics(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogTableStatistics statistics,
      boolean ignoreIfNotExists)
      throws PartitionNotExistException {
    catalog.alterPartitionStatistics(path, spec, statistics, ignoreIfNotExists);
  }

  @Override
  public void alterPartitionColumnStatistics(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogColumnStatistics statistics,
      boolean ignoreIfNotExists)
      throws PartitionNotExistException {
    catalog.alterPartitionColumnStatistics(path, spec, statistics, ignoreIfNotExists);
  }
}
