package io.lakeloop.adapter.iceberg;

import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelTimeline;
import io.lakeloop.model.ModelVersion;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * The register of models, held in {@link ModelTables#MODEL_EVENTS}. Every change is checked against
 * the newest state, and again when another writer is quicker, so that what is refused here cannot
 * slip in from two sides at once. Reading needs no table; writing makes it.
 *
 * <p>A change that is refused is an {@link IllegalArgumentException} that says what to do. Does not
 * look into artifacts.
 */
public final class ModelRegistry {
  private static final String COMMANDS = "'lakeloop models list' shows what is there";

  private final Catalog catalog;
  private final LakeSettings settings;
  private final Clock clock;

  /** The register of a lake. */
  public ModelRegistry(Catalog catalog, LakeSettings settings, Clock clock) {
    this.catalog = catalog;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What is to be registered.
   *
   * @param version its name
   * @param featureSet name of the feature set that it was trained on
   * @param featureSetHash hash of that set
   * @param metrics what was measured when it was trained
   * @param trainingSnapshots snapshot ids of the tables that it was trained on
   */
  public record Registration(
      String version,
      String featureSet,
      String featureSetHash,
      Map<String, Double> metrics,
      Map<String, Long> trainingSnapshots) {
    /** Copies. */
    public Registration {
      metrics = Map.copyOf(metrics);
      trainingSnapshots = Map.copyOf(trainingSnapshots);
    }
  }

  /** All events; none when there is no table yet. */
  public ModelEvents events() {
    return log().map(ModelEventLog::read).orElse(ModelEvents.NONE);
  }

  /**
   * The events up to a snapshot.
   *
   * @throws IllegalArgumentException when there is no such snapshot
   */
  public ModelEvents events(long snapshotId) {
    return requireLog(snapshotId).read(snapshotId);
  }

  /**
   * The events that were appended after a snapshot, for one who polls.
   *
   * @throws IllegalArgumentException when there is no such snapshot any more
   */
  public ModelEvents eventsSince(long snapshotId) {
    return requireLog(snapshotId).readSince(snapshotId);
  }

  private Optional<ModelEventLog> log() {
    return catalog.tableExists(ModelTables.MODEL_EVENTS.identifier())
        ? Optional.of(new ModelEventLog(catalog.loadTable(ModelTables.MODEL_EVENTS.identifier())))
        : Optional.empty();
  }

  private ModelEventLog requireLog(long snapshotId) {
    return log()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "snapshot %d: there is no table %s; register a model first"
                        .formatted(snapshotId, ModelTables.MODEL_EVENTS.name())));
  }

  private Table createIfMissing() {
    return LakeTables.createIfMissing(catalog, settings, ModelTables.MODEL_EVENTS);
  }

  /**
   * Appends an event as it is, unless its id is there. For events of other origin, such as a
   * refusal by a job; the other methods check what they record.
   */
  public void append(ModelEvent event) throws IOException {
    new ModelEventLog(createIfMissing())
        .append(known -> known.contains(event.eventId()) ? null : event);
  }

  /**
   * Stores an artifact as {@code models/VERSION/SHA256.zip} beside the table and registers it. To
   * do so again with the same bytes changes nothing.
   *
   * @return the registration, perhaps the earlier one
   * @throws IllegalArgumentException when other bytes or another feature set are registered under
   *     this version
   */
  public ModelVersion register(
      Registration what, byte[] artifact, @Nullable String reason, @Nullable String actor)
      throws IOException {
    ModelVersion.requireVersion(what.version());
    Table table = createIfMissing();
    String sha256 = ModelArtifact.sha256(artifact);
    String namespace = table.location().replaceFirst("/+[^/]+/*$", "");
    ModelVersion version =
        new ModelVersion(
            what.version(),
            "%s/models/%s/%s.zip".formatted(namespace, what.version(), sha256),
            sha256,
            what.featureSet(),
            what.featureSetHash(),
            what.metrics(),
            what.trainingSnapshots());
    ModelEventLog log = new ModelEventLog(table);
    Optional<ModelVersion> earlier = registered(version, log.read());
    if (earlier.isPresent()) {
      return earlier.get();
    }
    try (FileIO io = LakeCatalogLoader.fileIo(settings)) {
      new ModelArtifactStore(io).write(version.artifactUri(), artifact);
    }
    log.append(
        known -> {
          if (registered(version, known).isPresent()) {
            return null;
          }
          long now = recordedAt(known);
          return ModelEvent.registered(newId(now), version, now, reason, actor);
        });
    return registered(version, log.read()).orElseThrow();
  }

  /** The earlier registration of the same model; refuses when it is another model's. */
  private static Optional<ModelVersion> registered(ModelVersion version, ModelEvents events) {
    Optional<ModelVersion> known = events.timeline().find(version.version());
    known.ifPresent(earlier -> requireSame(earlier, version));
    return known;
  }

  private static void requireSame(ModelVersion known, ModelVersion version) {
    if (!known.sha256().equals(version.sha256())) {
      throw new IllegalArgumentException(
          "model version is %s, which is registered with sha256 %s, and this file has %s; give the new file another version"
              .formatted(version.version(), known.sha256(), version.sha256()));
    }
    if (!known.featureSetHash().equals(version.featureSetHash())) {
      throw new IllegalArgumentException(
          "model version is %s, which is registered for feature set %s with hash %s, not %s with %s; give another version"
              .formatted(
                  version.version(),
                  known.featureSet(),
                  known.featureSetHash(),
                  version.featureSet(),
                  version.featureSetHash()));
    }
  }

  /** Makes a model the champion. */
  public ModelEvent promote(String version, ModelDecision decision) throws IOException {
    return change(
        ModelEvent.Type.PROMOTED,
        decision,
        timeline -> {
          requireKnown(version, decision, timeline);
          if (isChampion(version, decision, timeline)) {
            throw refused(version, decision, "is the champion already", "there is nothing to do");
          }
          requireChampion(version, decision, timeline);
          return version;
        });
  }

  /** Lets a model score in shadow beside the champion. */
  public ModelEvent challenge(String version, ModelDecision decision) throws IOException {
    return change(
        ModelEvent.Type.CHALLENGER,
        decision,
        timeline -> {
          requireKnown(version, decision, timeline);
          if (isChampion(version, decision, timeline)) {
            throw refused(version, decision, "is the champion", "let another model challenge it");
          }
          if (isChallenger(version, decision, timeline)) {
            throw refused(version, decision, "is a challenger already", "there is nothing to do");
          }
          return version;
        });
  }

  /** Ends a model's time as champion or challenger, and as one that a rollback may return to. */
  public ModelEvent retire(String version, ModelDecision decision) throws IOException {
    return change(
        ModelEvent.Type.RETIRED,
        decision,
        timeline -> {
          requireKnown(version, decision, timeline);
          if (isRetired(version, decision, timeline)) {
            throw refused(version, decision, "is retired already", "there is nothing to do");
          }
          return version;
        });
  }

  /**
   * Returns to the champion before the present one. When the decision names a champion, only while
   * that one is in force: two who roll back at once go back one step, not two.
   *
   * @return the event, which names the model that goes
   */
  public ModelEvent rollback(ModelDecision decision) throws IOException {
    return change(
        ModelEvent.Type.ROLLED_BACK,
        decision,
        timeline -> {
          String version =
              timeline
                  .championAt(decision.effectiveFromMicros())
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "no champion is in force at %s, so there is nothing to roll back; promote a model; %s"
                                  .formatted(instant(decision.effectiveFromMicros()), COMMANDS)))
                  .version();
          requireChampion(version, decision, timeline);
          return version;
        });
  }

  /** Names the model that an event is about, or refuses. */
  @FunctionalInterface
  private interface Check {
    String version(ModelTimeline timeline);
  }

  private ModelEvent change(ModelEvent.Type type, ModelDecision decision, Check check)
      throws IOException {
    Optional<ModelEventLog> log = log();
    if (log.isEmpty()) {
      check.version(ModelEvents.NONE.timeline());
    }
    ModelEvent event =
        log.orElseThrow()
            .append(
                known -> {
                  String version = check.version(known.timeline());
                  long now = recordedAt(known);
                  requireFuture(version, decision, now);
                  ModelEvent made =
                      ModelEvent.effective(
                          newId(now),
                          type,
                          version,
                          now,
                          decision.effectiveFromMicros(),
                          decision.reason(),
                          decision.actor());
                  if (type == ModelEvent.Type.ROLLED_BACK) {
                    requirePredecessor(made, known);
                  }
                  return made;
                });
    if (event == null) {
      throw new IllegalStateException("a change is recorded or refused");
    }
    return event;
  }

  private static void requireKnown(String version, ModelDecision decision, ModelTimeline timeline) {
    ModelVersion.requireVersion(version);
    ModelVersion known =
        timeline
            .find(version)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model version is %s, which is not registered; register it first; %s"
                            .formatted(version, COMMANDS)));
    String asked = decision.featureSetHash();
    if (asked != null && !asked.equals(known.featureSetHash())) {
      throw new IllegalArgumentException(
          "model version is %s, which was trained on feature set %s with hash %s, and %s is asked for; train it on the features that are computed"
              .formatted(version, known.featureSet(), known.featureSetHash(), asked));
    }
  }

  private static boolean isChampion(
      String version, ModelDecision decision, ModelTimeline timeline) {
    return timeline.championAt(decision.effectiveFromMicros()).stream()
        .anyMatch(champion -> champion.version().equals(version));
  }

  private static void requireChampion(
      String version, ModelDecision decision, ModelTimeline timeline) {
    String expected = decision.champion();
    String found =
        timeline.championAt(decision.effectiveFromMicros()).map(ModelVersion::version).orElse("");
    if (expected != null && !expected.equals(found)) {
      throw refused(
          version,
          decision,
          "was decided on against champion '%s', and that is '%s' now".formatted(expected, found),
          "compare it with that one, and decide again");
    }
  }

  private static boolean isChallenger(
      String version, ModelDecision decision, ModelTimeline timeline) {
    return timeline.challengersAt(decision.effectiveFromMicros()).stream()
        .anyMatch(challenger -> challenger.version().equals(version));
  }

  /** Whether its last change that counts by then is its retirement. */
  private static boolean isRetired(String version, ModelDecision decision, ModelTimeline timeline) {
    return timeline.lastChangeOf(version, decision.effectiveFromMicros()).stream()
        .anyMatch(event -> event.type() == ModelEvent.Type.RETIRED);
  }

  private static void requireFuture(String version, ModelDecision decision, long now) {
    if (!decision.pastAllowed() && decision.effectiveFromMicros() < now) {
      throw refused(
          version,
          decision,
          "would change from a time that has passed (it is %s)".formatted(instant(now)),
          "give a later time, or allow the past if scores since then may differ from a replay's");
    }
  }

  private static void requirePredecessor(ModelEvent rollback, ModelEvents known) {
    List<ModelEvent> all = new ArrayList<>(known.events());
    all.add(rollback);
    long from = Objects.requireNonNull(rollback.effectiveFromMicros());
    if (ModelTimeline.of(all).championAt(from).isEmpty()) {
      throw new IllegalArgumentException(
          "model version is %s, the champion at %s, and there is none before it to roll back to; promote another model, or retire this one to let the rules decide"
              .formatted(rollback.modelVersion(), instant(from)));
    }
  }

  private static IllegalArgumentException refused(
      String version, ModelDecision decision, String problem, String remedy) {
    return new IllegalArgumentException(
        "model version is %s, which at %s %s; %s"
            .formatted(version, instant(decision.effectiveFromMicros()), problem, remedy));
  }

  /**
   * Reads a registered model's artifact.
   *
   * @throws IOException when it is missing, or larger than allowed, or storage fails
   */
  public byte[] artifact(ModelVersion version, int maxBytes) throws IOException {
    try (FileIO io = LakeCatalogLoader.fileIo(settings)) {
      return new ModelArtifactStore(io).read(version, maxBytes);
    }
  }

  /** Now, and after every earlier event even where clocks differ. */
  private long recordedAt(ModelEvents known) {
    int last = known.events().size() - 1;
    long now = micros(clock.instant());
    return last < 0 ? now : Math.max(now, known.events().get(last).recordedAtMicros() + 1);
  }

  /** Ordered by time, and unique. */
  private static String newId(long recordedAtMicros) {
    return "%016d-%s".formatted(recordedAtMicros, UUID.randomUUID().toString().substring(0, 8));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
