package io.lakeloop.training;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.training.run.TrainingRun;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.rest.RESTCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model on the lake, registers it, and promotes it when it is better than the champion.
 * The features are computed by a Flink batch job; training itself runs where this main does.
 *
 * <p>Two runs at once do no harm: a candidate is named after what goes into it, so that equal runs
 * register one; and a promotion is committed only while the champion that was compared with is in
 * force.
 *
 * <p>Run: {@code flink run -c io.lakeloop.training.TrainJob lakeloop-model-training.jar --config
 * lake.properties}
 */
public final class TrainJob {
  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private TrainJob() {}

  /** Reads the settings and runs to the end. */
  public static void main(String[] args) throws Exception {
    TrainingRun run =
        run(
            TrainSettings.of(JobArguments.parse(args)),
            StreamExecutionEnvironment::getExecutionEnvironment,
            Clock.systemUTC());
    LOG.info("Model {}: {}, {}", run.version(), run.outcome(), run.reason());
  }

  /**
   * Runs to the end.
   *
   * @param environments makes the environment of the Flink job
   * @param clock says when things are decided; nothing that is trained depends on it
   */
  public static TrainingRun run(
      TrainSettings settings, Supplier<StreamExecutionEnvironment> environments, Clock clock)
      throws Exception {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      ModelRegistry registry = new ModelRegistry(catalog, settings.lake(), clock);
      return new TrainingSteps(
              settings, LakeState.of(catalog, settings), registry, environments, clock)
          .run();
    }
  }
}
