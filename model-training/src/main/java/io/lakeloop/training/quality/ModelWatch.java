package io.lakeloop.training.quality;

import io.lakeloop.adapter.iceberg.ModelDecision;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelTimeline;
import io.lakeloop.model.ModelVersion;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.quality.WatchRule.Judgement;
import io.lakeloop.training.quality.WatchRun.Outcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One look at the champion, and what follows. A predecessor that does not score in shadow is put
 * there, so that the next look has something to compare with.
 */
final class ModelWatch {
  private static final String ACTOR = "lakeloop watch-models";
  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  private final WatchSettings settings;
  private final ModelRegistry registry;
  private final Clock clock;

  ModelWatch(WatchSettings settings, ModelRegistry registry, Clock clock) {
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
  }

  /** Who is compared. */
  record Pair(String champion, String predecessor) {}

  /** Finds the transactions that both scored and whose truth is known. */
  @FunctionalInterface
  interface Evidence {
    List<ScoredRow> rows(Pair pair) throws Exception;
  }

  WatchRun look(Evidence evidence) throws Exception {
    long from =
        ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant())
            + QualityPlan.micros(settings.effectiveLead());
    ModelTimeline timeline = registry.events().timeline();
    Optional<ModelVersion> champion = timeline.championAt(from);
    if (champion.isEmpty()) {
      return new WatchRun(Outcome.UNDECIDED, "", "", "no champion is in force; the rules decide");
    }
    String version = champion.get().version();
    Optional<ModelVersion> before = predecessor(timeline, version, from);
    if (before.isEmpty()) {
      return new WatchRun(
          Outcome.UNDECIDED, version, "", "there is no champion before it to return to");
    }
    Pair pair = new Pair(version, before.get().version());
    if (!champion.get().featureSetHash().equals(before.get().featureSetHash())) {
      return run(
          Outcome.UNDECIDED,
          pair,
          "its predecessor was trained on other features, so that it cannot score beside it");
    }
    String shadow = keepInShadow(timeline, pair, from);
    List<ScoredRow> rows = new ArrayList<>(evidence.rows(pair));
    rows.sort(
        Comparator.comparingLong(ScoredRow::eventTimeMicros)
            .thenComparing(ScoredRow::transactionId));
    Judgement judgement = judge(rows, pair);
    return switch (judgement.action()) {
      case KEEP -> run(Outcome.KEPT, pair, judgement.finding());
      case WAIT -> run(Outcome.UNDECIDED, pair, judgement.finding() + shadow);
      case ROLL_BACK -> rollBack(pair, judgement, from);
    };
  }

  private static WatchRun run(Outcome outcome, Pair pair, String reason) {
    return new WatchRun(outcome, pair.champion(), pair.predecessor(), reason);
  }

  /** The champion that a rollback would return to. */
  private static Optional<ModelVersion> predecessor(
      ModelTimeline timeline, String champion, long fromMicros) {
    List<ModelEvent> events = new ArrayList<>(timeline.events());
    long last = events.stream().mapToLong(ModelEvent::recordedAtMicros).max().orElse(0);
    events.add(
        ModelEvent.effective(
            "rolled-back-on-trial",
            ModelEvent.Type.ROLLED_BACK,
            champion,
            last + 1,
            fromMicros,
            null,
            null));
    return ModelTimeline.of(events).championAt(fromMicros);
  }

  private String keepInShadow(ModelTimeline timeline, Pair pair, long from) throws IOException {
    boolean inShadow =
        timeline.challengersAt(from).stream()
            .anyMatch(model -> model.version().equals(pair.predecessor()));
    if (inShadow) {
      return "";
    }
    if (!settings.dryRun()) {
      registry.challenge(
          pair.predecessor(),
          ModelDecision.from(from)
              .because("champion before %s; to compare it with".formatted(pair.champion()))
              .by(ACTOR));
    }
    return "; its predecessor did not score in shadow, and does from now on";
  }

  private Judgement judge(List<ScoredRow> rows, Pair pair) {
    CardNumbers live = new CardNumbers();
    CardNumbers shadow = new CardNumbers();
    for (ScoredRow row : rows) {
      add(live, row, row.score());
      add(shadow, row, row.shadowScore(pair.predecessor()));
    }
    Predictions ours = live.predictions();
    return settings.rule().judge(ours, shadow.predictions(), new SplittableRandom(settings.seed()));
  }

  private static void add(CardNumbers to, ScoredRow row, double score) {
    int day = Math.toIntExact(Math.floorDiv(row.eventTimeMicros(), DAY_MICROS));
    to.add(row.customerId(), score, row.fraud(), day, row.amountMinorUnits());
  }

  private WatchRun rollBack(Pair pair, Judgement judgement, long from) throws IOException {
    String reason = "worse than %s: %s".formatted(pair.predecessor(), judgement.finding());
    if (settings.dryRun()) {
      return run(Outcome.WOULD_ROLL_BACK, pair, reason);
    }
    registry.rollback(ModelDecision.from(from).because(reason).by(ACTOR).against(pair.champion()));
    return run(Outcome.ROLLED_BACK, pair, reason);
  }
}
