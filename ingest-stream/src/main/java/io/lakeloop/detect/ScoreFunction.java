package io.lakeloop.detect;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.ModelEventRows;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.detect.Scored.Decision;
import io.lakeloop.domain.Alert;
import io.lakeloop.domain.Alert.Reason;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.model.FallbackRules;
import io.lakeloop.model.Model;
import io.lakeloop.model.ModelTimeline.InForce;
import io.lakeloop.model.ModelVersion;
import io.lakeloop.model.RuleScorer;
import io.lakeloop.model.Scorer;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.iceberg.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores each transaction by the model that is in force at its event time, challengers beside it.
 *
 * <ul>
 *   <li>Input: transactions with their features; broadcast, rows of {@code ml.model_events}.
 *   <li>State: none. The register is read when a task starts, before the first transaction, so that
 *       a replay knows every switch; the broadcast brings what happens later.
 *   <li>Output: transactions with what was decided; to the side, rows of {@code alerts}. History
 *       and duplicates end here.
 * </ul>
 *
 * <p>Metrics: see {@link ScoreMetrics}.
 */
final class ScoreFunction extends BroadcastProcessFunction<FeatureEvent, RowData, ScoredEvent> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ScoreFunction.class);
  private static final int REASONS = 5;

  private final LakeSettings lake;
  private final FeatureSet set;
  private final OutputTag<RowData> alertsTag;

  private transient Clock clock;
  private transient ModelStore models;
  private transient RuleScorer rules;
  private transient Scored rows;
  private transient ScoreMetrics metrics;
  private transient long lastEventMicros;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  ScoreFunction(LakeSettings lake, FeatureSet set, OutputTag<RowData> alertsTag) {
    this.lake = lake;
    this.set = set;
    this.alertsTag = alertsTag;
  }

  @Override
  public void open(OpenContext context) throws IOException {
    clock = Clock.systemUTC();
    rules = FallbackRules.of(set.names());
    rows = new Scored(set);
    models = new ModelStore(lake, set);
    metrics = new ScoreMetrics(getRuntimeContext().getMetricGroup(), clock, models::refusals);
    // What comes first is not known yet: a backlog may need any model that ever was in force. The
    // present ones are loaded ahead, others when they are asked for.
    lastEventMicros = nowMicros();
    try (RESTCatalog catalog = new LakeCatalogLoader(lake).loadCatalog()) {
      models.add(new ModelRegistry(catalog, lake, clock).events().events(), lastEventMicros);
    }
  }

  private long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  @Override
  public void processBroadcastElement(RowData row, Context context, Collector<ScoredEvent> out) {
    try {
      models.add(List.of(ModelEventRows.fromRowData(row)), lastEventMicros);
    } catch (IllegalArgumentException e) {
      LOG.warn("A row of ml.model_events is left out: {}", e.getMessage());
    }
  }

  @Override
  public void processElement(
      FeatureEvent event, ReadOnlyContext context, Collector<ScoredEvent> out) {
    if (event.marks().history() || event.marks().duplicate()) {
      return;
    }
    lastEventMicros = event.timeMicros();
    InForce inForce = models.at(lastEventMicros);
    Optional<ModelVersion> champion = inForce.champion();
    @Nullable Model model = null;
    while (model == null && champion.isPresent()) {
      model = models.model(champion.get(), lastEventMicros);
      inForce = models.at(lastEventMicros);
      champion = inForce.champion();
    }
    Scorer scorer = model == null ? rules : model.scorer();
    double threshold =
        model == null ? FallbackRules.ALERT_THRESHOLD : model.manifest().alertThreshold();
    String version = champion.map(ModelVersion::version).orElse(FallbackRules.VERSION);
    long begin = System.nanoTime();
    double score = scorer.score(event.values());
    metrics.scored(version, lastEventMicros, System.nanoTime() - begin);
    Decision decision =
        new Decision(score, score >= threshold, version, shadowScores(event, inForce), nowMicros());
    out.collect(new ScoredEvent(event, decision));
    if (decision.isAlert()) {
      context.output(alertsTag, rows.alertRow(event, alert(event, decision, scorer, threshold)));
      metrics.alerted(event.origin().arrivedAtMillis());
    }
  }

  private Map<String, Double> shadowScores(FeatureEvent event, InForce inForce) {
    if (inForce.challengers().isEmpty()) {
      return Map.of();
    }
    Map<String, Double> scores = new HashMap<>();
    for (ModelVersion challenger : inForce.challengers()) {
      Model model = models.model(challenger, event.timeMicros());
      if (model != null) {
        scores.put(challenger.version(), model.scorer().score(event.values()));
      }
    }
    return scores;
  }

  private static Alert alert(
      FeatureEvent event, Decision decision, Scorer scorer, double threshold) {
    List<Reason> reasons =
        scorer.explain(event.values()).top(REASONS).stream()
            .map(part -> new Reason(part.feature(), part.value(), part.amount(), part.reason()))
            .toList();
    return new Alert(
        event.transaction(),
        decision.score(),
        threshold,
        decision.modelVersion(),
        reasons,
        event.origin().partition(),
        event.origin().offset(),
        event.origin().arrivedAtMillis() * 1000,
        decision.scoredAtMicros());
  }

  @Override
  public void close() {
    if (models != null) {
      models.close();
    }
  }
}
