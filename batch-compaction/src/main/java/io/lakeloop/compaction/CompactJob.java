package io.lakeloop.compaction;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTables;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts tables beside live writers. One Flink job for each table that needs it, one row in
 * {@code ops.maintenance_runs} for each table looked at.
 *
 * <p>Run: {@code flink run -c io.lakeloop.compaction.CompactJob lakeloop-batch-compaction.jar
 * --config lake.properties}
 */
public final class CompactJob {
  private static final Logger LOG = LoggerFactory.getLogger(CompactJob.class);

  private CompactJob() {}

  /** Reads the settings and runs to the end. */
  public static void main(String[] args) throws Exception {
    run(
        CompactSettings.of(JobArguments.parse(args)),
        StreamExecutionEnvironment::getExecutionEnvironment,
        LOG::info);
  }

  /**
   * Compacts every table asked for, one after the other; when one fails, the others are still
   * compacted.
   *
   * @param environments makes the environment of each Flink job
   * @param progress takes lines for people
   * @throws IllegalArgumentException when there is no such table or column
   * @throws IOException when a table failed
   */
  public static CompactReport run(
      CompactSettings settings,
      Supplier<StreamExecutionEnvironment> environments,
      Consumer<String> progress)
      throws Exception {
    return run(settings, environments, progress, StageListener.none());
  }

  static CompactReport run(
      CompactSettings settings,
      Supplier<StreamExecutionEnvironment> environments,
      Consumer<String> progress,
      StageListener listener)
      throws Exception {
    String runId = UUID.randomUUID().toString();
    CompactReport report = new CompactReport(runId);
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      List<TableIdentifier> tables = tables(catalog, settings);
      TableCompaction compaction =
          new TableCompaction(
              settings,
              runId,
              (run, plan) -> {
                StreamExecutionEnvironment env = environments.get();
                env.configure(TableCompaction.defaults(env.getConfiguration()));
                CompactTopology.define(env, run, plan.groups());
                return env.executeAsync("lakeloop-compact-" + plan.table());
              },
              progress,
              listener);
      IOException failure = new IOException("not every table could be compacted");
      for (TableIdentifier table : tables) {
        try {
          compaction.compact(catalog, table, report);
        } catch (IOException e) {
          progress.accept(table + ": failed: " + e.getMessage());
          failure.addSuppressed(e);
        }
      }
      if (failure.getSuppressed().length > 0) {
        failure.initCause(failure.getSuppressed()[0]);
        throw failure;
      }
    }
    return report;
  }

  /** The state of tables, by name; of all when none is named. */
  public static java.util.SortedMap<String, TableHealth> health(
      RESTCatalog catalog, List<String> names) throws IOException {
    java.util.SortedMap<String, TableHealth> health = new java.util.TreeMap<>();
    for (TableIdentifier table :
        names.isEmpty() ? LakeTables.every(catalog) : named(catalog, names)) {
      try {
        health.put(table.toString(), TableHealth.of(catalog.loadTable(table)));
      } catch (NoSuchTableException e) {
        if (!names.isEmpty()) {
          throw e;
        }
      }
    }
    return health;
  }

  private static List<TableIdentifier> tables(RESTCatalog catalog, CompactSettings settings) {
    if (settings.tables().isEmpty()) {
      return LakeTables.every(catalog);
    }
    List<TableIdentifier> tables = named(catalog, settings.tables());
    for (TableIdentifier name : tables) {
      Table table = catalog.loadTable(name);
      RowOrder.of(table, settings.arrangement());
    }
    return tables;
  }

  private static List<TableIdentifier> named(RESTCatalog catalog, List<String> names) {
    List<TableIdentifier> tables = names.stream().map(TableIdentifier::parse).toList();
    for (TableIdentifier table : tables) {
      if (!table.hasNamespace() || !catalog.tableExists(table)) {
        throw new IllegalArgumentException(
            "There is no table '%s'; there are %s".formatted(table, LakeTables.every(catalog)));
      }
    }
    return tables;
  }
}
