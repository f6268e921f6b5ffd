package io.lakeloop.training.skew;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.flink.LakeFeatures;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.feature.FeatureSet;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * Recomputes what the detect job logged, over the lake, and adds to {@code ml.feature_skew} how it
 * differs and why. One Flink job for each feature set that was logged.
 *
 * <p>Run: {@code flink run -c io.lakeloop.training.skew.SkewJob lakeloop-model-training.jar
 * --config lake.properties}
 */
public final class SkewJob {
  private SkewJob() {}

  /** Reads the settings, makes the table when it is missing, and runs to the end. */
  public static void main(String[] args) throws Exception {
    run(
        SkewSettings.of(JobArguments.parse(args)),
        StreamExecutionEnvironment::getExecutionEnvironment);
  }

  /**
   * Runs to the end.
   *
   * @param environments makes the environment of each Flink job
   * @throws IllegalArgumentException when a row was logged with a feature set that this build does
   *     not have
   */
  public static SkewReport run(
      SkewSettings settings, Supplier<StreamExecutionEnvironment> environments) throws Exception {
    String runId = UUID.randomUUID().toString();
    long runAt = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      LakeTables.createMissing(
          catalog,
          settings.lake(),
          List.of(PaymentTables.SCORED_TRANSACTIONS, ModelTables.FEATURE_SKEW));
      // The log first: what is in it came from Kafka before, and so is in the lake rather.
      Table scored = catalog.loadTable(PaymentTables.SCORED_TRANSACTIONS.identifier());
      LoggedSpan span = LoggedSpan.of(scored, settings.from(), settings.to());
      for (FeatureSet set : span.sets()) {
        SkewRun run = run(settings, runId, runAt, span, set, scored.schema());
        StreamExecutionEnvironment env = environments.get();
        env.configure(JobDefaults.batch());
        SkewTopology.append(SkewTopology.rows(env, settings.lake(), run), settings.lake());
        env.execute("lakeloop-skew-" + set.name());
      }
      return SkewResults.read(
          catalog.loadTable(ModelTables.FEATURE_SKEW.identifier()), runId, runAt, span.sets());
    }
  }

  private static SkewRun run(
      SkewSettings settings,
      String runId,
      long runAtMicros,
      LoggedSpan span,
      FeatureSet set,
      Schema schema)
      throws IOException {
    LakeFeatures lake =
        LakeFeatures.ofCurrent(settings.lake(), set, span.fromMicros(), span.toMicros());
    LoggedRowSource log =
        new LoggedRowSource(
            schema, span.snapshotId(), span.fromMicros(), span.toMicros(), set.hash(), set.names());
    LoggedRowSource before =
        new LoggedRowSource(
            schema,
            span.snapshotId(),
            lake.historyFromMicros(),
            span.fromMicros(),
            set.hash(),
            List.of());
    return new SkewRun(runId, runAtMicros, lake, log, before, settings.reportDelay());
  }
}
