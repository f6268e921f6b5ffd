package io.lakeloop.training.quality;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.rest.RESTCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what live scores were worth, as reports arrive: adds to {@code ml.model_quality} a row
 * for each day, model and role, and to {@code ml.feature_drift} one for each feature. Only whole
 * days are measured that are old enough for the absence of a report to mean something.
 *
 * <p>Run: {@code flink run -c io.lakeloop.training.quality.ModelQualityJob
 * lakeloop-model-training.jar --config lake.properties}
 */
public final class ModelQualityJob {
  private static final Logger LOG = LoggerFactory.getLogger(ModelQualityJob.class);

  private ModelQualityJob() {}

  /** Reads the settings and runs to the end. */
  public static void main(String[] args) throws Exception {
    Optional<String> runId =
        run(
            QualitySettings.of(JobArguments.parse(args)),
            StreamExecutionEnvironment::getExecutionEnvironment,
            Clock.systemUTC());
    LOG.info("Model quality: {}", runId.orElse("no day is old enough to be measured"));
  }

  /**
   * Runs to the end.
   *
   * @param environments makes the environment of the Flink job
   * @param clock says when the run was
   * @return the run, as its rows name it; none when no day is old enough to be measured
   * @throws IllegalStateException when nothing was scored yet
   */
  public static Optional<String> run(
      QualitySettings settings, Supplier<StreamExecutionEnvironment> environments, Clock clock)
      throws Exception {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      LakeTables.createMissing(
          catalog,
          settings.lake(),
          List.of(
              PaymentTables.SCORED_TRANSACTIONS,
              PaymentTables.FRAUD_REPORTS,
              ModelTables.MODEL_QUALITY,
              ModelTables.FEATURE_DRIFT));
      ModelRegistry registry = new ModelRegistry(catalog, settings.lake(), clock);
      Optional<QualityRun> planned = new QualityPlan(settings, catalog, registry, clock).run();
      if (planned.isEmpty()) {
        return Optional.empty();
      }
      QualityRun run = planned.get();
      StreamExecutionEnvironment env = environments.get();
      env.configure(JobDefaults.batch());
      QualityTopology.append(
          QualityTopology.quality(env, settings.lake(), run),
          settings.lake(),
          ModelTables.MODEL_QUALITY);
      drift(env, run)
          .ifPresent(
              rows -> QualityTopology.append(rows, settings.lake(), ModelTables.FEATURE_DRIFT));
      env.execute("lakeloop-model-quality");
      return Optional.of(run.runId());
    }
  }

  private static Optional<DataStream<RowData>> drift(
      StreamExecutionEnvironment env, QualityRun run) {
    return run.drifts().stream()
        .map(spans -> QualityTopology.drift(env, run.settings().lake(), run, spans))
        .reduce(DataStream::union);
  }
}
