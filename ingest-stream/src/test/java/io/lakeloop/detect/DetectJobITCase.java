package io.lakeloop.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.domain.Alert;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.ModelEvent;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole job on real servers: every transaction is scored once, by the right model. */
@Timeout(240)
class DetectJobITCase {
  private DetectFixture fixture;

  @BeforeEach
  void setUp() throws Exception {
    fixture = new DetectFixture();
  }

  @AfterEach
  void tearDown() throws Exception {
    fixture.close();
  }

  private static Map<String, Record> byTransaction(List<Record> rows) {
    Map<String, Record> byId = new TreeMap<>();
    for (Record row : rows) {
      assertThat(byId.put((String) row.getField("transaction_id"), row)).as("one row").isNull();
    }
    return byId;
  }

  private static Map<String, String> versions(List<Record> rows) {
    Map<String, String> versions = new TreeMap<>();
    byTransaction(rows)
        .forEach((id, row) -> versions.put(id, (String) row.getField("model_version")));
    return versions;
  }

  @Test
  void keepsTheUidsThatSavepointsKnow() throws Exception {
    StreamExecutionEnvironment env = fixture.environment(1, RuntimeExecutionMode.STREAMING);
    DetectJob.define(env, DetectSettings.of(fixture.options(Map.of())));
    List<String> uids =
        env.getStreamGraph().getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .filter(Objects::nonNull)
            .sorted()
            .toList();

    try (InputStream golden = getClass().getResourceAsStream("/detect-job-uids.txt")) {
      assertThat(uids)
          .as("a uid that changes or goes loses the operator's state")
          .isEqualTo(new String(golden.readAllBytes(), UTF_8).lines().toList());
    }
  }

  @Test
  void scoresEveryTransactionOnceByRulesWhileNoModelIsInForce() throws Exception {
    fixture.produce(1500);

    fixture.run(2, Map.of());

    Map<String, Record> scored = byTransaction(fixture.rows(PaymentTables.SCORED_TRANSACTIONS));
    Map<String, double[]> expected = fixture.expected();
    assertThat(scored.keySet()).isEqualTo(expected.keySet());
    assertThat(scored.values()).allMatch(row -> row.getField("model_version").equals("rules"));
    scored.forEach(
        (id, row) ->
            assertThat(row.getField("features")).isEqualTo(fixture.asMap(expected.get(id))));

    List<String> flagged =
        scored.values().stream()
            .filter(row -> (Boolean) row.getField("is_alert"))
            .map(row -> "alert-" + row.getField("transaction_id"))
            .sorted()
            .toList();
    assertThat(flagged).isNotEmpty();
    assertThat(
            fixture.rows(PaymentTables.ALERTS).stream()
                .map(r -> (String) r.getField("alert_id"))
                .sorted())
        .isEqualTo(flagged);
    Map<String, Alert> alerts = fixture.alerts();
    assertThat(alerts.keySet()).containsExactlyInAnyOrderElementsOf(flagged);
    assertThat(alerts.values()).allMatch(alert -> !alert.reasons().isEmpty());
  }

  @Test
  void switchesModelsAtOneEventTimeAtAnyParallelismAndAgainOnReplay() throws Exception {
    fixture.produce(1500);
    long first = fixture.timeOf(500);
    long second = fixture.timeOf(1000);
    fixture.models().register("v1", 100, 0.6);
    fixture.models().register("v2", 400, 0.7);
    fixture.models().register("shadow", 50, 0.8);
    fixture.models().append(ModelEvent.Type.PROMOTED, "v1", first);
    fixture.models().append(ModelEvent.Type.PROMOTED, "v2", second);
    fixture.models().append(ModelEvent.Type.CHALLENGER, "shadow", first);

    fixture.run(1, Map.of());
    List<Record> alone = fixture.rows(PaymentTables.SCORED_TRANSACTIONS);
    fixture.dropDetected();
    fixture.run(4, Map.of());
    List<Record> parallel = fixture.rows(PaymentTables.SCORED_TRANSACTIONS);

    assertThat(versions(alone)).hasSize(1500);
    for (Record row : alone) {
      long time = DetectFixture.micros(row.getField("event_time"));
      String expected = time < first ? "rules" : time < second ? "v1" : "v2";
      assertThat(row.getField("model_version")).isEqualTo(expected);
      assertThat((Map<?, ?>) row.getField("shadow_scores")).hasSize(time < first ? 0 : 1);
    }
    assertThat(outcomes(parallel)).isEqualTo(outcomes(alone));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void givesTheSameScoresWhenItFailsOnTheWay(String stateBackend) throws Exception {
    fixture.keepStateIn(stateBackend);
    fixture.models().register("v1", 100, 0.6);
    fixture.produce(700);
    fixture.models().append(ModelEvent.Type.PROMOTED, "v1", fixture.now() + 1);
    JobClient job = fixture.startFailingOnce(2);
    await().atMost(Duration.ofMinutes(1)).until(() -> scored() > 0);
    fixture.produce(800);
    fixture.sendAhead();
    await().atMost(Duration.ofMinutes(1)).until(() -> scored() == 1500);
    job.cancel().get();
    Map<String, String> failedOnce = outcomes(fixture.rows(PaymentTables.SCORED_TRANSACTIONS));
    assertThat(DetectFixture.hasFailed()).isTrue();

    fixture.dropDetected();
    fixture.run(2, Map.of());

    Map<String, String> undisturbed = outcomes(fixture.rows(PaymentTables.SCORED_TRANSACTIONS));
    undisturbed.keySet().removeIf(id -> id.startsWith(DetectFixture.AHEAD));
    assertThat(failedOnce).isEqualTo(undisturbed);
  }

  private int scored() throws Exception {
    return fixture.rows(PaymentTables.SCORED_TRANSACTIONS).size();
  }

  /** What must not depend on how the job ran. */
  private static Map<String, String> outcomes(List<Record> rows) {
    List<Function<Record, Object>> fields =
        List.of(
            r -> r.getField("score"),
            r -> r.getField("is_alert"),
            r -> r.getField("model_version"),
            r -> new TreeMap<>((Map<?, ?>) r.getField("shadow_scores")),
            r -> new TreeMap<>((Map<?, ?>) r.getField("features")));
    Map<String, String> outcomes = new TreeMap<>();
    byTransaction(rows)
        .forEach(
            (id, row) ->
                outcomes.put(
                    id, fields.stream().map(field -> field.apply(row)).toList().toString()));
    return outcomes;
  }

  @Test
  void goesOnWithTheModelInForceWhenAnArtifactCannotBeUsed() throws Exception {
    fixture.produce(600);
    fixture.models().register("good", 100, 0.6);
    fixture.models().append(ModelEvent.Type.PROMOTED, "good", 0);
    fixture
        .models()
        .register(
            "changed",
            artifact("changed", FeatureSets.STANDARD),
            bytes -> bytes[bytes.length / 2] ^= 1);
    fixture.models().register("no-zip", "this is no model".getBytes(UTF_8), bytes -> {});
    fixture
        .models()
        .register("other-features", artifact("other-features", FeatureSets.HANDBOOK), b -> {});
    fixture.models().register("missing", 10, 0.9);
    fixture.models().deleteArtifact("missing");
    long time = fixture.timeOf(300);
    for (String version : List.of("changed", "no-zip", "other-features", "missing")) {
      fixture.models().append(ModelEvent.Type.PROMOTED, version, time);
      fixture.models().append(ModelEvent.Type.CHALLENGER, version, fixture.timeOf(100));
    }
    fixture.models().append(ModelEvent.Type.PROMOTED, "never-registered", fixture.timeOf(400));

    fixture.run(2, Map.of());

    assertThat(versions(fixture.rows(PaymentTables.SCORED_TRANSACTIONS)))
        .hasSize(600)
        .allSatisfy((id, version) -> assertThat(version).isEqualTo("good"));
  }

  private static byte[] artifact(String version, FeatureSet set) {
    return ModelFixture.artifact(version, set, 10, 0.9);
  }

  @Test
  void takesUpAPromotionAndARollbackWhileItRuns() throws Exception {
    fixture.models().register("v1", 100, 0.6);
    fixture.models().register("v2", 100, 0.7);
    fixture.models().append(ModelEvent.Type.PROMOTED, "v1", 0);
    JobClient job =
        fixture.start(2, Map.of("detect.ordering", "arrival", "detect.stop-at-end", "false"));
    fixture.produce(50);
    awaitVersionOfNewest("v1");

    fixture.models().append(ModelEvent.Type.PROMOTED, "v2", fixture.now());
    awaitVersionOfNewest("v2");
    fixture.models().append(ModelEvent.Type.ROLLED_BACK, "v2", fixture.now());
    awaitVersionOfNewest("v1");

    job.cancel().get();
  }

  /** Sends on until a transaction is scored by a version. */
  private void awaitVersionOfNewest(String version) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              fixture.produce(5);
              Map<String, String> versions =
                  versions(fixture.rows(PaymentTables.SCORED_TRANSACTIONS));
              return !versions.isEmpty()
                  && version.equals(
                      versions.get(
                          versions.keySet().stream()
                              .max(Comparator.comparing(Integer::valueOf))
                              .orElseThrow()));
            });
  }
}
