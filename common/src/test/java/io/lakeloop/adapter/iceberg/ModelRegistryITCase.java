package io.lakeloop.adapter.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.ModelRegistry.Registration;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelTimeline;
import io.lakeloop.model.ModelVersion;
import io.lakeloop.testing.EmbeddedLake;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The register of models on a real catalog and real storage. */
class ModelRegistryITCase {
  private static final Instant NOW = Instant.parse("2018-08-01T00:00:00Z");
  private static final long T = NOW.getEpochSecond() * 1_000_000;
  private static final long SECOND = 1_000_000;
  private static final String HASH = "5e7";

  private final EmbeddedLake lake = EmbeddedLake.get();
  private RESTCatalog catalog;
  private ModelRegistry registry;

  @BeforeEach
  void openCatalog() throws Exception {
    lake.dropTables();
    catalog = lake.openCatalog();
    registry = registry(catalog);
  }

  @AfterEach
  void closeCatalog() throws Exception {
    catalog.close();
  }

  private ModelRegistry registry(RESTCatalog of) {
    return new ModelRegistry(of, lake.lakeSettings(), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private ModelVersion register(String version) throws IOException {
    return registry.register(registration(version), bytes(version), "trained", "test");
  }

  private static Registration registration(String version) {
    return new Registration(
        version,
        "standard",
        HASH,
        Map.of("auc_roc", 0.87, "card_precision_100", 0.29),
        Map.of("payments.transactions", Long.MAX_VALUE));
  }

  private static byte[] bytes(String text) {
    return ("model " + text).getBytes(StandardCharsets.UTF_8);
  }

  private String championAt(long time) {
    return registry.events().timeline().championAt(time).map(ModelVersion::version).orElse("");
  }

  @Test
  void withoutATableThereIsNoModel() {
    assertThat(registry.events().events()).isEmpty();
    assertThat(registry.events().snapshotId()).isNull();
    assertThat(catalog.tableExists(ModelTables.MODEL_EVENTS.identifier())).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.promote("a", ModelDecision.from(T)))
        .withMessageContaining("model version is a, which is not registered; register it first");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.rollback(ModelDecision.from(T)))
        .withMessageContaining("there is nothing to roll back; promote a model");
  }

  @Test
  void readsBackWhatWasRegistered() throws Exception {
    ModelVersion version = register("a");

    ModelEvent event = registry.events().events().get(0);
    assertThat(event.registration()).isEqualTo(version);
    assertThat(event.type()).isEqualTo(ModelEvent.Type.REGISTERED);
    assertThat(event.recordedAtMicros()).isEqualTo(T);
    assertThat(event.reason()).isEqualTo("trained");
    assertThat(event.actor()).isEqualTo("test");
    assertThat(version.metrics()).containsEntry("auc_roc", 0.87);
    assertThat(version.trainingSnapshots()).containsEntry("payments.transactions", Long.MAX_VALUE);
    assertThat(version.artifactUri()).endsWith("/ml/models/a/" + version.sha256() + ".zip");
    assertThat(registry.artifact(version, 100)).isEqualTo(bytes("a"));
  }

  @Test
  void registersTheSameBytesOnce() throws Exception {
    ModelVersion first = register("a");

    assertThat(register("a")).isEqualTo(first);
    assertThat(registry.events().events()).hasSize(1);
  }

  @Test
  void refusesOtherBytesOrFeaturesUnderARegisteredVersion() throws Exception {
    register("a");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.register(registration("a"), bytes("b"), null, null))
        .withMessageContaining("model version is a, which is registered with sha256")
        .withMessageContaining("give the new file another version");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                registry.register(
                    new Registration("a", "handbook", "4a2", Map.of(), Map.of()),
                    bytes("a"),
                    null,
                    null))
        .withMessageContaining(
            "is registered for feature set standard with hash 5e7, not handbook");
  }

  @Test
  void refusesAnArtifactThatIsTooLargeOrMissing() throws Exception {
    ModelVersion version = register("a");
    ModelVersion missing =
        new ModelVersion(
            "b",
            version.artifactUri() + "x",
            version.sha256(),
            "standard",
            HASH,
            Map.of(),
            Map.of());

    assertThat(registry.artifact(version, bytes("a").length)).isEqualTo(bytes("a"));
    assertThatThrownBy(() -> registry.artifact(version, bytes("a").length - 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has more than the allowed 6 bytes");
    assertThatThrownBy(() -> registry.artifact(missing, 100))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the artifact of b is missing at");
  }

  @Test
  void promotesRollsBackAndRetires() throws Exception {
    register("a");
    register("b");
    registry.promote("a", ModelDecision.from(T + SECOND));
    registry.challenge("b", ModelDecision.from(T + SECOND));
    registry.promote("b", ModelDecision.from(T + 2 * SECOND).because("better").by("test"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.rollback(ModelDecision.from(T + 3 * SECOND).against("a")))
        .withMessageContaining("was decided on against champion 'a', and that is 'b' now");
    ModelEvent rollback = registry.rollback(ModelDecision.from(T + 3 * SECOND).against("b"));
    registry.retire("a", ModelDecision.from(T + 4 * SECOND));

    assertThat(rollback.modelVersion()).isEqualTo("b");
    assertThat(championAt(T + SECOND)).isEqualTo("a");
    assertThat(championAt(T + 2 * SECOND)).isEqualTo("b");
    assertThat(championAt(T + 3 * SECOND)).isEqualTo("a");
    assertThat(championAt(T + 4 * SECOND)).isEmpty();
    ModelTimeline timeline = registry.events().timeline();
    assertThat(timeline.challengersAt(T + SECOND)).hasSize(1);
    assertThat(timeline.problems()).isEmpty();
    assertThat(timeline.events()).extracting(ModelEvent::recordedAtMicros).doesNotHaveDuplicates();
  }

  @Test
  void refusesWhatMakesNoSense() throws Exception {
    register("a");
    register("b");
    ModelDecision soon = ModelDecision.from(T + SECOND);
    registry.promote("a", soon);
    registry.challenge("b", soon);
    ModelDecision later = ModelDecision.from(T + 2 * SECOND);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.promote("a", later))
        .withMessageContaining("which at 2018-08-01T00:00:02Z is the champion already");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.challenge("a", later))
        .withMessageContaining("is the champion; let another model challenge it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.challenge("b", later))
        .withMessageContaining("is a challenger already");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.rollback(later))
        .withMessageContaining("there is none before it to roll back to");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.promote("c", later))
        .withMessageContaining("model version is c, which is not registered");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.promote("b", later.forFeatureSet("4a2")))
        .withMessageContaining("was trained on feature set standard with hash 5e7, and 4a2 is");
    registry.retire("b", later);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.retire("b", later))
        .withMessageContaining("is retired already");
    assertThat(registry.events().events()).hasSize(5);
  }

  @Test
  void refusesThePastUnlessAllowed() throws Exception {
    register("a");
    ModelDecision past = ModelDecision.from(T - SECOND);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.promote("a", past))
        .withMessageContaining("would change from a time that has passed");
    ModelEvent event = registry.promote("a", past.allowingPast(true));

    assertThat(event.isRetroactive()).isTrue();
    assertThat(championAt(T - SECOND)).isEqualTo("a");
  }

  @Test
  void readsASnapshotAndWhatCameAfterIt() throws Exception {
    register("a");
    ModelEvents before = registry.events();
    registry.promote("a", ModelDecision.from(T + SECOND));

    ModelEvents since = registry.eventsSince(before.snapshotId());

    assertThat(registry.events(before.snapshotId())).isEqualTo(before);
    assertThat(since.events())
        .extracting(ModelEvent::type)
        .containsExactly(ModelEvent.Type.PROMOTED);
    assertThat(registry.eventsSince(since.snapshotId()).events()).isEmpty();
    assertThat(registry.eventsSince(since.snapshotId()).snapshotId()).isEqualTo(since.snapshotId());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.eventsSince(4711))
        .withMessageContaining("snapshot 4711 is not one of ml.model_events, or has expired");
  }

  @Test
  void appendsAnEventOfOtherOriginOnce() throws Exception {
    register("a");
    ModelEvent refusal =
        new ModelEvent(
            "r", ModelEvent.Type.REFUSED, "a", T, null, null, "wrong checksum", "detect");

    registry.append(refusal);
    registry.append(refusal);

    assertThat(registry.events().events()).hasSize(2).contains(refusal);
  }

  @Test
  void leavesOutARowThatIsNoEventAndTells() throws Exception {
    register("a");
    Table table = catalog.loadTable(ModelTables.MODEL_EVENTS.identifier());
    Record row = GenericRecord.create(table.schema());
    row.setField("event_id", "by-hand");
    row.setField("event_type", "promotd");
    row.setField("model_version", "a");
    row.setField("recorded_at", NOW.atOffset(ZoneOffset.UTC));
    LakeRows.append(table, List.of(row));

    ModelEvents events = registry.events();

    assertThat(events.events()).hasSize(1);
    assertThat(events.unreadable()).hasSize(1);
    assertThat(events.unreadable().get(0))
        .startsWith("row by-hand of ml.model_events is left out: event type is 'promotd'");
  }

  @Test
  void writersAtTheSameTimeLoseNothingAndRepeatNothing() throws Exception {
    register("a");
    register("b");
    registry.promote("a", ModelDecision.from(T + SECOND));
    int writers = 3;
    int each = 4;
    Set<String> expected = new TreeSet<>();
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      int number = writer;
      for (int i = 0; i < each; i++) {
        expected.add("w" + number + "-" + i);
      }
      tasks.add(
          () -> {
            try (RESTCatalog own = lake.openCatalog()) {
              for (int i = 0; i < each; i++) {
                String version = "w" + number + "-" + i;
                registry(own).register(registration(version), bytes(version), null, null);
              }
              return promoted(registry(own));
            }
          });
    }

    int promotions = together(tasks).stream().mapToInt(Integer::intValue).sum();

    assertThat(promotions).as("only one writer may promote the same model").isEqualTo(1);
    List<ModelEvent> events = registry.events().events();
    assertThat(events).hasSize(3 + writers * each + 1);
    assertThat(registry.events().timeline().versions())
        .extracting(ModelVersion::version)
        .containsAll(expected);
    Table table = catalog.loadTable(ModelTables.MODEL_EVENTS.identifier());
    assertThat(table.currentSnapshot().summary())
        .containsEntry("total-records", Integer.toString(events.size()));
  }

  private static int promoted(ModelRegistry registry) throws IOException {
    try {
      registry.promote("b", ModelDecision.from(T + 2 * SECOND));
      return 1;
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("is the champion already");
      return 0;
    }
  }

  private static <V> List<V> together(List<Callable<V>> tasks)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<V> results = new ArrayList<>();
      for (Future<V> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }
}
