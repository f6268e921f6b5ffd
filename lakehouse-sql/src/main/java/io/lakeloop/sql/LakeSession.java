package io.lakeloop.sql;

import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.iceberg.LakeOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogDescriptor;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;

/**
 * A session of SQL with the lake's catalog in it. Runs one statement at a time, in this process
 * unless Flink's options say otherwise. Not to be used by several threads.
 */
public final class LakeSession implements AutoCloseable {
  /** The name of the lake's catalog in every session. */
  public static final String CATALOG = "lake";

  private final TableEnvironment environment;
  private final Catalog catalog;

  private LakeSession(TableEnvironment environment, Catalog catalog) {
    this.environment = environment;
    this.catalog = catalog;
  }

  /**
   * Opens a session.
   *
   * @param lakeOptions where the lake is, by the keys of {@link LakeOptions}
   * @param flink further options of Flink, which win
   * @param live whether results go on changing as the lake grows; else what is there is read once
   * @throws SqlProblem never; a catalog that does not answer is another exception
   */
  public static LakeSession open(
      Map<String, String> lakeOptions, Map<String, String> flink, boolean live) {
    Configuration configuration = configuration(lakeOptions, live);
    configuration.addAll(Configuration.fromMap(flink));
    TableEnvironment environment =
        TableEnvironment.create(
            EnvironmentSettings.newInstance().withConfiguration(configuration).build());
    // Wrong options are told by themselves, not as a catalog that cannot be made.
    LakeSqlCatalogFactory.settings(lakeOptions);
    Configuration catalog = Configuration.fromMap(lakeOptions);
    catalog.setString("type", LakeSqlCatalogFactory.IDENTIFIER);
    catalog.setString(LakeSqlCatalogFactory.LIVE.key(), Boolean.toString(live));
    try {
      environment.createCatalog(CATALOG, CatalogDescriptor.of(CATALOG, catalog));
      environment.useCatalog(CATALOG);
    } catch (RuntimeException e) {
      throw SqlErrors.of(e, "", List.of());
    }
    return new LakeSession(environment, environment.getCatalog(CATALOG).orElseThrow());
  }

  /** What Flink needs for statements over the lake, as far as the user does not decide. */
  static Configuration configuration(Map<String, String> lakeOptions, boolean live) {
    Configuration defaults = JobDefaults.batch();
    defaults.set(
        ExecutionOptions.RUNTIME_MODE,
        live ? RuntimeExecutionMode.STREAMING : RuntimeExecutionMode.BATCH);
    // Queries may bring any type of value, such as a function's.
    defaults.set(PipelineOptions.GENERIC_TYPES, true);
    defaults.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, jobParameters(lakeOptions));
    defaults.setString(TableConfigOptions.LOCAL_TIME_ZONE.key(), "UTC");
    defaults.setString("table.exec.iceberg.infer-source-parallelism", "false");
    defaults.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    defaults.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    defaults.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    return defaults;
  }

  /** The lake's options as functions find them; properties of the catalog as one value. */
  private static Map<String, String> jobParameters(Map<String, String> lakeOptions) {
    Map<String, String> parameters = new HashMap<>();
    Map<String, String> properties = new TreeMap<>();
    String prefix = LakeOptions.CATALOG_PROPERTIES.key() + ".";
    lakeOptions.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            properties.put(key.substring(prefix.length()), value);
          } else {
            parameters.put(key, value);
          }
        });
    if (!properties.isEmpty()) {
      parameters.put(
          LakeOptions.CATALOG_PROPERTIES.key(),
          properties.entrySet().stream()
              .map(entry -> quoted(entry.getKey() + ":" + quoted(entry.getValue())))
              .collect(Collectors.joining(",")));
    }
    return parameters;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /**
   * Runs a statement.
   *
   * @throws SqlProblem when the statement is wrong, with the position where it is known
   */
  public TableResult execute(String statement) {
    try {
      return environment.executeSql(statement);
    } catch (RuntimeException e) {
      throw SqlErrors.of(e, statement, tableNames());
    }
  }

  /** Every table and view, as {@code database.name}; empty when the catalog does not answer. */
  public List<String> tableNames() {
    List<String> names = new ArrayList<>();
    try {
      for (String database : catalog.listDatabases()) {
        for (String table : catalog.listTables(database)) {
          names.add(database + "." + table);
        }
      }
    } catch (DatabaseNotExistException e) {
      // Dropped by another process in this moment.
      return names;
    }
    return names;
  }

  /** Flink's environment, for what is not offered here. */
  public TableEnvironment environment() {
    return environment;
  }

  @Override
  public void close() {
    catalog.close();
  }
}
