package io.lakeloop.training.quality;

import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.model.ModelTimeline;
import io.lakeloop.model.ModelVersion;
import io.lakeloop.training.run.Span;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/** Decides which snapshots, days and features a run looks at. */
final class QualityPlan {
  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);
  private static final double DRIFT_ROWS = 100_000;

  private final QualitySettings settings;
  private final Catalog catalog;
  private final ModelRegistry registry;
  private final Clock clock;

  QualityPlan(QualitySettings settings, Catalog catalog, ModelRegistry registry, Clock clock) {
    this.settings = settings;
    this.catalog = catalog;
    this.registry = registry;
    this.clock = clock;
  }

  /** The run; none when no day is old enough. */
  Optional<QualityRun> run() throws IOException {
    Table table = catalog.loadTable(PaymentTables.SCORED_TRANSACTIONS.identifier());
    ScoredTable scored = ScoredTable.of(table);
    long until = untilMicros(settings, scored);
    int end = day(until - micros(settings.labelDelay()));
    int from = Math.max(end - settings.days(), day(scored.firstMicros()));
    if (from >= end) {
      return Optional.empty();
    }
    ModelTimeline timeline = registry.events().timeline();
    Map<String, Double> thresholds = new TreeMap<>();
    for (ModelVersion model : timeline.versions()) {
      manifest(model).ifPresent(known -> thresholds.put(model.version(), known.alertThreshold()));
    }
    return Optional.of(
        new QualityRun(
            settings,
            UUID.randomUUID().toString(),
            ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()),
            span(scored, from * DAY_MICROS, end * DAY_MICROS, until, catalog),
            thresholds,
            drifts(table, scored, until, timeline.championAt(until))));
  }

  /** What is known of the scores between two times. */
  static LabelledSpan span(
      ScoredTable scored, long fromMicros, long toMicros, long untilMicros, Catalog catalog) {
    Table reports = catalog.loadTable(PaymentTables.FRAUD_REPORTS.identifier());
    if (reports.currentSnapshot() == null) {
      throw new IllegalStateException(
          PaymentTables.FRAUD_REPORTS.name()
              + " has no snapshot yet, so nothing is known of any transaction; run the ingest job first");
    }
    return new LabelledSpan(
        new ScoredRowSource(scored.schema(), scored.snapshotId(), fromMicros, toMicros),
        reports.currentSnapshot().snapshotId(),
        untilMicros);
  }

  static long untilMicros(QualitySettings settings, ScoredTable scored) {
    Instant until = settings.until();
    return until == null ? scored.lastMicros() : ChronoUnit.MICROS.between(Instant.EPOCH, until);
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private static int day(long micros) {
    return Math.toIntExact(Math.floorDiv(micros, DAY_MICROS));
  }

  private Optional<ModelManifest> manifest(ModelVersion model) throws IOException {
    try {
      return Optional.of(
          ModelArtifact.read(registry.artifact(model, ModelArtifact.MAX_BYTES)).manifest());
    } catch (ModelRefusedException e) {
      // The detect job refused it as well, and said so.
      return Optional.empty();
    }
  }

  /** For each set that this build knows; a set that was not logged gives no rows. */
  private List<DriftSpans> drifts(
      Table table, ScoredTable scored, long until, Optional<ModelVersion> champion)
      throws IOException {
    int first = day(scored.firstMicros());
    int end = day(Math.min(until, scored.lastMicros())) + 1;
    Span recent = new Span(Math.max(first, end - settings.driftDays()), end);
    Span reference = DriftSpans.reference(first, trained(champion), recent, settings.driftDays());
    List<DriftSpans> drifts = new ArrayList<>();
    if (reference.days() == 0) {
      return drifts;
    }
    double referenceShare = share(table, scored, reference);
    double recentShare = share(table, scored, recent);
    for (FeatureSet set : FeatureSets.all()) {
      drifts.add(
          new DriftSpans(
              scored.schema(),
              scored.snapshotId(),
              set.name(),
              set.hash(),
              set.names(),
              reference,
              recent,
              referenceShare,
              recentShare));
    }
    return drifts;
  }

  private static double share(Table table, ScoredTable scored, Span days) throws IOException {
    long rows =
        scored.rows(table, days.fromEpochDay() * DAY_MICROS, days.toEpochDay() * DAY_MICROS);
    return Math.min(1, DRIFT_ROWS / Math.max(1, rows));
  }

  private Span trained(Optional<ModelVersion> champion) throws IOException {
    Span unknown = new Span(0, 0);
    Optional<ModelManifest> manifest =
        champion.isEmpty() ? Optional.empty() : manifest(champion.get());
    if (manifest.isEmpty()) {
      return unknown;
    }
    String from = manifest.get().trained().get("trained-from");
    String to = manifest.get().trained().get("trained-to");
    try {
      return from == null || to == null
          ? unknown
          : new Span(
              Math.toIntExact(LocalDate.parse(from).toEpochDay()),
              Math.toIntExact(LocalDate.parse(to).toEpochDay()));
    } catch (DateTimeException e) {
      return unknown;
    }
  }
}
