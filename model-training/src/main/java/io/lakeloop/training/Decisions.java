package io.lakeloop.training;

import io.lakeloop.adapter.iceberg.ModelDecision;
import io.lakeloop.adapter.iceberg.ModelEvents;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.ModelRegistry.Registration;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.training.gate.GateVerdict;
import io.lakeloop.training.run.TrainingRun.Outcome;
import io.lakeloop.training.trainer.TrainingRefusedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SortedMap;

/** What a run writes into the register, and why. */
final class Decisions {
  private static final String ACTOR = "lakeloop train";

  private final TrainSettings settings;
  private final ModelRegistry registry;
  private final Clock clock;

  Decisions(TrainSettings settings, ModelRegistry registry, Clock clock) {
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
  }

  /** What was decided, and why. */
  record Made(Outcome outcome, String reason) {}

  /** From when a promotion that is decided on now counts. */
  long effectiveFromMicros() {
    return micros() + settings.effectiveLead().toNanos() / 1_000;
  }

  private long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  /** Registers a candidate, and promotes it when the verdict says so. */
  Made candidate(
      String version,
      byte[] artifact,
      Map<String, Long> snapshots,
      SortedMap<String, Double> metrics,
      Champion champion,
      GateVerdict verdict)
      throws IOException {
    if (settings.actions().dryRun()) {
      return new Made(Outcome.DRY_RUN, verdict.reason());
    }
    registry.register(
        new Registration(
            version, settings.features().name(), settings.features().hash(), metrics, snapshots),
        artifact,
        verdict.reason(),
        ACTOR);
    if (!verdict.promotes()) {
      challenge(version, verdict.reason());
      return new Made(Outcome.REGISTERED, verdict.reason());
    }
    return promote(version, champion.version(), verdict.reason());
  }

  private Made promote(String version, String champion, String reason) throws IOException {
    try {
      registry.promote(version, decision(reason).against(champion));
      keepInShadow(version, champion);
      return new Made(Outcome.PROMOTED, reason);
    } catch (IllegalArgumentException e) {
      // Another run, or a person, was quicker: what was compared with is not the champion any more.
      return new Made(
          Outcome.REGISTERED, "not promoted: %s (%s)".formatted(e.getMessage(), reason));
    }
  }

  /**
   * The champion before goes on scoring in shadow: what the new one is worth is held against it.
   */
  private void keepInShadow(String version, String predecessor) throws IOException {
    boolean sameFeatures =
        registry.events().timeline().find(predecessor).stream()
            .anyMatch(model -> model.featureSetHash().equals(settings.features().hash()));
    if (sameFeatures) {
      registry.challenge(
          predecessor, decision("champion before %s; to compare it with".formatted(version)));
    }
  }

  private void challenge(String version, String reason) throws IOException {
    if (settings.actions().challenger()) {
      registry.challenge(version, decision(reason));
    }
  }

  private ModelDecision decision(String reason) {
    return ModelDecision.from(effectiveFromMicros())
        .because(reason)
        .by(ACTOR)
        .forFeatureSet(settings.features().hash());
  }

  /** No candidate could be trained: says so in the log of events, which changes nothing. */
  Made refused(String version, TrainingRefusedException why) throws IOException {
    String reason = "training refused (%s): %s".formatted(why.reason(), why.getMessage());
    if (!settings.actions().dryRun()) {
      registry.append(
          new ModelEvent(
              "training-refused-" + version,
              ModelEvent.Type.REFUSED,
              version,
              micros(),
              null,
              null,
              reason,
              ACTOR));
    }
    return new Made(Outcome.REFUSED, reason);
  }

  /**
   * The same inputs were trained on before. Finishes what an interrupted run left: a promotion that
   * was decided on and not written, while the champion is still the one that was compared with.
   */
  Made known(String version, ModelEvents events) throws IOException {
    String champion =
        events.timeline().championAt(effectiveFromMicros()).map(v -> v.version()).orElse("");
    String nothingToDo = version + " is registered already, from the same inputs; nothing to do";
    if (settings.actions().dryRun() || champion.equals(version)) {
      return new Made(Outcome.KNOWN, nothingToDo);
    }
    if (settings.actions().force()) {
      return promote(
          version, champion, "promoted by force; the gate's numbers are in its registration");
    }
    boolean passed =
        events.timeline().find(version).stream()
            .anyMatch(known -> known.metrics().getOrDefault("gate_passed", 0.0) == 1);
    boolean changedSince =
        events.events().stream()
            .dropWhile(event -> !isRegistration(event, version))
            .anyMatch(event -> event.type().takesEffect());
    return passed && !changedSince
        ? promote(version, champion, "passed the gate in an earlier run that did not finish")
        : new Made(Outcome.KNOWN, nothingToDo);
  }

  private static boolean isRegistration(ModelEvent event, String version) {
    return event.type() == ModelEvent.Type.REGISTERED && event.modelVersion().equals(version);
  }
}
