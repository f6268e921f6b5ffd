package io.lakeloop.training.quality;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.flink.JobDefaults;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.iceberg.rest.RESTCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the champion once: compares its live scores with the shadow scores of the champion
 * before it, and rolls it back when it is worse beyond chance. The rows that both scored are joined
 * with their reports by a Flink batch job and come to where this main runs: some hundred bytes
 * each, of {@code watch.days} days and a share of the cards.
 *
 * <p>Run: {@code flink run -c io.lakeloop.training.quality.ModelWatchJob
 * lakeloop-model-training.jar --config lake.properties}
 */
public final class ModelWatchJob {
  private static final Logger LOG = LoggerFactory.getLogger(ModelWatchJob.class);

  private ModelWatchJob() {}

  /** Reads the settings and looks once. */
  public static void main(String[] args) throws Exception {
    WatchRun run =
        run(
            WatchSettings.of(JobArguments.parse(args)),
            StreamExecutionEnvironment::getExecutionEnvironment,
            Clock.systemUTC());
    LOG.info("Champion {}: {}, {}", run.champion(), run.outcome(), run.reason());
  }

  /**
   * Looks once.
   *
   * @param environments makes the environment of the Flink job
   * @param clock says when a rollback takes effect
   */
  public static WatchRun run(
      WatchSettings settings, Supplier<StreamExecutionEnvironment> environments, Clock clock)
      throws Exception {
    QualitySettings quality = settings.quality();
    try (RESTCatalog catalog = new LakeCatalogLoader(quality.lake()).loadCatalog()) {
      LakeTables.createMissing(
          catalog,
          quality.lake(),
          List.of(PaymentTables.SCORED_TRANSACTIONS, PaymentTables.FRAUD_REPORTS));
      ModelRegistry registry = new ModelRegistry(catalog, quality.lake(), clock);
      return new ModelWatch(settings, registry, clock)
          .look(
              pair -> {
                ScoredTable scored =
                    ScoredTable.of(
                        catalog.loadTable(PaymentTables.SCORED_TRANSACTIONS.identifier()));
                long until = QualityPlan.untilMicros(quality, scored);
                long to = until - QualityPlan.micros(quality.labelDelay());
                long from = to - TimeUnit.DAYS.toMicros(settings.days());
                LabelledSpan span = QualityPlan.span(scored, from, to, until, catalog);
                return rows(environments.get(), settings, span, pair);
              });
    }
  }

  private static List<ScoredRow> rows(
      StreamExecutionEnvironment env,
      WatchSettings settings,
      LabelledSpan span,
      ModelWatch.Pair pair)
      throws Exception {
    env.configure(JobDefaults.batch());
    String champion = pair.champion();
    String predecessor = pair.predecessor();
    double share = settings.cardShare();
    List<ScoredRow> rows = new ArrayList<>();
    try (CloseableIterator<ScoredRow> found =
        span.rows(env, settings.quality().lake())
            .filter(
                row ->
                    row.modelVersion().equals(champion)
                        && !Double.isNaN(row.shadowScore(predecessor))
                        && FeatureRowSource.place(row.customerId()) < share)
            .uid("scored-by-both")
            .name("Scored by both")
            .executeAndCollect("lakeloop-model-watch")) {
      found.forEachRemaining(rows::add);
    }
    return rows;
  }
}
