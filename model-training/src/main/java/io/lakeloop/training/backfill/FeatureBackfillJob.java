package io.lakeloop.training.backfill;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.flink.LakeFeatures;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.ModelTables;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * Features of days of history, as they would have been computed at the time, to {@code
 * ml.feature_values}. Reads the lake as it is when the job starts; run again, it writes the same
 * days anew.
 *
 * <p>Run: {@code flink run -c io.lakeloop.training.backfill.FeatureBackfillJob
 * lakeloop-model-training.jar --backfill.from 2026-01-01 --backfill.to 2026-01-31 --config
 * lake.properties}
 */
public final class FeatureBackfillJob {
  private FeatureBackfillJob() {}

  /** Reads the settings, makes the table when it is missing, and runs to the end. */
  public static void main(String[] args) throws Exception {
    BackfillSettings settings = BackfillSettings.of(JobArguments.parse(args));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    define(env, settings);
    env.execute("lakeloop-feature-backfill");
  }

  /** Makes the table when it is missing, and adds the job to an environment, without running it. */
  public static void define(StreamExecutionEnvironment env, BackfillSettings settings)
      throws IOException {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      LakeTables.createIfMissing(catalog, settings.lake(), ModelTables.FEATURE_VALUES);
    }
    env.configure(JobDefaults.batch());
    LakeFeatures features =
        LakeFeatures.ofCurrent(
            settings.lake(), settings.featureSet(), settings.fromMicros(), settings.toMicros());
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    BackfillTopology.overwriteDays(
        BackfillTopology.rows(env, settings.lake(), features, now), settings.lake(), features);
  }
}
