package io.lakeloop.history;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.iceberg.HistoryTables;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.LakeTables;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.iceberg.Schema;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * Brings the tables of {@code history} up to date: computes the closed days that changed since the
 * last run, and puts them in the place of what was there.
 *
 * <p>Run: {@code flink run -c io.lakeloop.history.HistoryJob lakeloop-batch-compaction.jar --config
 * lake.properties}
 */
public final class HistoryJob {
  private HistoryJob() {}

  /** Reads the settings, makes the tables when they are missing, and runs to the end. */
  public static void main(String[] args) throws Exception {
    run(
        HistorySettings.of(JobArguments.parse(args)),
        StreamExecutionEnvironment::getExecutionEnvironment);
  }

  /**
   * Runs to the end.
   *
   * @param environments makes the environment of the Flink job; not asked when nothing changed
   */
  public static HistoryReport run(
      HistorySettings settings, Supplier<StreamExecutionEnvironment> environments)
      throws Exception {
    Instant startedAt = Instant.now();
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      LakeTables.createMissing(catalog, settings.lake(), HistoryPlanner.SOURCES.keySet());
      LakeTables.createMissing(catalog, settings.lake(), HistoryTables.ALL);
      HistoryPlan plan =
          new HistoryPlanner(catalog)
              .plan(
                  UUID.randomUUID().toString(),
                  settings.full(),
                  settings.maxLateness(),
                  ChronoUnit.MICROS.between(Instant.EPOCH, startedAt));
      if (!plan.isEmpty()) {
        StreamExecutionEnvironment env = environments.get();
        env.configure(JobDefaults.batch());
        HistoryTopology.overwriteDays(
                HistoryTopology.totals(env, settings.lake(), plan, schemas(catalog)),
                settings.lake(),
                plan)
            .sinkTo(new DiscardingSink<>())
            .uid("end")
            .name("End");
        env.execute("lakeloop-history");
      }
      return HistoryReport.of(plan, startedAt, Instant.now());
    }
  }

  private static Map<LakeTable, Schema> schemas(RESTCatalog catalog) {
    Map<LakeTable, Schema> schemas = new HashMap<>();
    for (LakeTable source : HistoryPlanner.SOURCES.keySet()) {
      schemas.put(source, catalog.loadTable(source.identifier()).schema());
    }
    return schemas;
  }
}
