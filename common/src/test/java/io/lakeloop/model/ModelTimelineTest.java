package io.lakeloop.model;

import static io.lakeloop.model.ModelEvent.Type.CHALLENGER;
import static io.lakeloop.model.ModelEvent.Type.PROMOTED;
import static io.lakeloop.model.ModelEvent.Type.REFUSED;
import static io.lakeloop.model.ModelEvent.Type.RETIRED;
import static io.lakeloop.model.ModelEvent.Type.ROLLED_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.model.ModelTimeline.InForce;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelTimelineTest {
  private final List<ModelEvent> events = new ArrayList<>();
  private long recordedAt = 1;

  static ModelVersion version(String name) {
    return new ModelVersion(
        name,
        "s3://lake/ml/models/" + name + ".zip",
        "%064x".formatted(name.hashCode()),
        "standard",
        "5e7",
        Map.of("auc_roc", 0.87),
        Map.of("payments.transactions", 4711L));
  }

  private void register(String... versions) {
    for (String version : versions) {
      events.add(
          ModelEvent.registered("register-" + version, version(version), recordedAt++, null, null));
    }
  }

  private void add(ModelEvent.Type type, String version, long effectiveFrom) {
    long now = recordedAt++;
    events.add(
        ModelEvent.effective(
            "e%03d".formatted(now), type, version, now, effectiveFrom, null, null));
  }

  private String championAt(long time) {
    return championAt(ModelTimeline.of(events), time);
  }

  private static String championAt(ModelTimeline timeline, long time) {
    return timeline.championAt(time).map(ModelVersion::version).orElse("rules");
  }

  private List<String> challengersAt(long time) {
    return ModelTimeline.of(events).challengersAt(time).stream()
        .map(ModelVersion::version)
        .toList();
  }

  @Test
  void rulesDecideWhenNothingHappenedYet() {
    ModelTimeline timeline = ModelTimeline.of(List.of());

    assertThat(timeline.championAt(0)).isEmpty();
    assertThat(timeline.championAt(Long.MIN_VALUE)).isEmpty();
    assertThat(timeline.championAt(Long.MAX_VALUE)).isEmpty();
    assertThat(timeline.challengersAt(0)).isEmpty();
    assertThat(timeline.periods()).hasSize(1);
    assertThat(timeline.problems()).isEmpty();
  }

  @Test
  void registeredModelDoesNothingUntilItIsPromoted() {
    register("a");

    assertThat(championAt(Long.MAX_VALUE)).isEqualTo("rules");
    assertThat(ModelTimeline.of(events).find("a")).contains(version("a"));
    assertThat(ModelTimeline.of(events).versions()).containsExactly(version("a"));
  }

  @Test
  void promotionSwitchesAtItsEffectiveTimeAndNotBefore() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);

    assertThat(championAt(99)).isEqualTo("rules");
    assertThat(championAt(100)).isEqualTo("a");
    assertThat(championAt(199)).isEqualTo("a");
    assertThat(championAt(200)).isEqualTo("b");
    assertThat(championAt(Long.MAX_VALUE)).isEqualTo("b");
  }

  @Test
  void tellsThePeriodInWhichNothingChanges() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "a", 150);
    add(PROMOTED, "b", 200);

    InForce period = ModelTimeline.of(events).at(160);

    assertThat(period.fromMicros()).isEqualTo(100);
    assertThat(period.untilMicros()).isEqualTo(200);
    assertThat(period.covers(100)).isTrue();
    assertThat(period.covers(200)).isFalse();
    assertThat(ModelTimeline.of(events).at(Long.MAX_VALUE).covers(Long.MAX_VALUE)).isTrue();
    assertThat(ModelTimeline.of(events).periods()).hasSize(3);
  }

  @Test
  void ofTwoPromotionsFromOneTimeOnTheLaterRecordedWins() {
    register("a", "b");
    add(PROMOTED, "b", 100);
    add(PROMOTED, "a", 100);

    assertThat(championAt(100)).isEqualTo("a");
  }

  @Test
  void ofTwoPromotionsRecordedAtOnceTheGreaterIdWins() {
    register("a", "b");
    events.add(ModelEvent.effective("id-2", PROMOTED, "a", 50, 100, null, null));
    events.add(ModelEvent.effective("id-1", PROMOTED, "b", 50, 100, null, null));

    assertThat(championAt(100)).isEqualTo("a");
  }

  @Test
  void promotionInThePastCountsFromItsEffectiveTime() {
    register("a");
    recordedAt = 500;
    add(PROMOTED, "a", 100);

    assertThat(championAt(100)).isEqualTo("a");
    assertThat(events.get(1).isRetroactive()).isTrue();
  }

  @Test
  void promotionRecordedLaterForAnEarlierTimeDoesNotReplaceALaterOne() {
    register("a", "b");
    add(PROMOTED, "b", 200);
    add(PROMOTED, "a", 100);

    assertThat(championAt(150)).isEqualTo("a");
    assertThat(championAt(200)).isEqualTo("b");
  }

  @Test
  void rollbackReturnsToThePreviousChampionAndTheNextOneStepFurther() {
    register("a", "b", "c");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(PROMOTED, "c", 300);
    add(ROLLED_BACK, "c", 400);
    add(ROLLED_BACK, "b", 500);
    add(ROLLED_BACK, "a", 600);

    assertThat(championAt(399)).isEqualTo("c");
    assertThat(championAt(400)).isEqualTo("b");
    assertThat(championAt(500)).isEqualTo("a");
    assertThat(championAt(600)).isEqualTo("rules");
  }

  @Test
  void rollbackFromAPromotionsOwnTimeCancelsIt() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(ROLLED_BACK, "b", 200);

    assertThat(championAt(200)).isEqualTo("a");
    assertThat(ModelTimeline.of(events).periods()).hasSize(2);
  }

  @Test
  void modelThatWasRolledBackCanBePromotedAgain() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(ROLLED_BACK, "b", 300);
    add(PROMOTED, "b", 400);
    add(ROLLED_BACK, "b", 500);

    assertThat(championAt(400)).isEqualTo("b");
    assertThat(championAt(500)).isEqualTo("a");
  }

  @Test
  void sameChampionIsRolledBackOnceOnly() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(ROLLED_BACK, "b", 300);
    add(ROLLED_BACK, "b", 301);

    assertThat(championAt(301)).isEqualTo("a");
    assertThat(ModelTimeline.of(events).problems())
        .containsExactly(
            "event e006 (rolled_back b) is left out: it is not the champion then, and was not before");
  }

  @Test
  void rollbackOfAModelThatIsNotInForceAnyMoreLeavesTheChampion() {
    register("a", "b", "c");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(PROMOTED, "c", 250);
    add(ROLLED_BACK, "b", 300);
    add(ROLLED_BACK, "c", 400);

    assertThat(championAt(300)).isEqualTo("c");
    assertThat(championAt(400)).isEqualTo("a");
  }

  @Test
  void retiredChampionLeavesTheRules() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(RETIRED, "b", 300);

    assertThat(championAt(299)).isEqualTo("b");
    assertThat(championAt(300)).isEqualTo("rules");
  }

  @Test
  void rollbackPassesOverRetiredModels() {
    register("a", "b", "c");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(PROMOTED, "c", 300);
    add(RETIRED, "b", 350);
    add(ROLLED_BACK, "c", 400);

    assertThat(championAt(350)).isEqualTo("c");
    assertThat(championAt(400)).isEqualTo("a");
  }

  @Test
  void rollbackPassesOverARetiredModelBetweenTwoReignsOfOne() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(PROMOTED, "a", 300);
    add(RETIRED, "b", 350);
    add(ROLLED_BACK, "a", 400);

    assertThat(championAt(400)).isEqualTo("rules");
  }

  @Test
  void challengersScoreUntilRetiredAndAreOrderedByVersion() {
    register("a", "b", "c");
    add(PROMOTED, "b", 100);
    add(CHALLENGER, "c", 100);
    add(CHALLENGER, "a", 200);
    add(RETIRED, "c", 300);

    assertThat(challengersAt(99)).isEmpty();
    assertThat(challengersAt(100)).containsExactly("c");
    assertThat(challengersAt(200)).containsExactly("a", "c");
    assertThat(challengersAt(300)).containsExactly("a");
    assertThat(championAt(300)).isEqualTo("b");
  }

  @Test
  void promotedChallengerIsNoChallengerAnyMore() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(CHALLENGER, "b", 100);
    add(PROMOTED, "b", 200);
    add(ROLLED_BACK, "b", 300);

    assertThat(challengersAt(199)).containsExactly("b");
    assertThat(challengersAt(200)).isEmpty();
    assertThat(challengersAt(300)).isEmpty();
  }

  @Test
  void challengerThatARollbackMakesChampionIsNoChallengerAnyMore() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(CHALLENGER, "a", 250);
    add(ROLLED_BACK, "b", 300);

    assertThat(challengersAt(250)).containsExactly("a");
    assertThat(challengersAt(300)).isEmpty();
    assertThat(championAt(300)).isEqualTo("a");
  }

  @Test
  void championIsNotItsOwnChallenger() {
    register("a");
    add(PROMOTED, "a", 100);
    add(CHALLENGER, "a", 200);

    assertThat(challengersAt(200)).isEmpty();
    assertThat(ModelTimeline.of(events).problems())
        .containsExactly("event e003 (challenger a) is left out: it is the champion then");
  }

  @Test
  void promotionOfAModelNeverRegisteredIsLeftOutAndTold() {
    register("a");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "ghost", 200);

    assertThat(championAt(200)).isEqualTo("a");
    assertThat(ModelTimeline.of(events).problems())
        .containsExactly("event e003 (promoted ghost) is left out: it was never registered");
  }

  @Test
  void secondRegistrationWithOtherBytesIsLeftOutAndTold() {
    register("a");
    ModelVersion other =
        new ModelVersion("a", "s3://x", "f".repeat(64), "standard", "5e7", Map.of(), Map.of());
    events.add(ModelEvent.registered("again", other, 9, null, null));

    ModelTimeline timeline = ModelTimeline.of(events);

    assertThat(timeline.find("a")).contains(version("a"));
    assertThat(timeline.problems()).hasSize(1).first().asString().contains("registers a again");
  }

  @Test
  void repeatedEventsCountOnce() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);
    add(ROLLED_BACK, "b", 300);
    events.addAll(List.copyOf(events));

    ModelTimeline timeline = ModelTimeline.of(events);

    assertThat(championAt(timeline, 300)).isEqualTo("a");
    assertThat(timeline.problems()).isEmpty();
    assertThat(timeline.events()).hasSize(5);
  }

  @Test
  void eventsThatShareAnIdAndDifferAreTold() {
    register("a", "b");
    events.add(ModelEvent.effective("same", PROMOTED, "a", 50, 100, null, null));
    events.add(ModelEvent.effective("same", PROMOTED, "b", 50, 100, null, null));
    ModelTimeline one = ModelTimeline.of(events);
    Collections.reverse(events);
    ModelTimeline other = ModelTimeline.of(events);

    assertThat(championAt(one, 100)).isEqualTo(championAt(other, 100));
    assertThat(one.problems())
        .isEqualTo(other.problems())
        .containsExactly(
            "event same is there twice with different contents; the one recorded first counts");
  }

  @Test
  void withoutAModelThatCannotBeLoadedTheOneBeforeItScores() {
    register("a", "b");
    add(PROMOTED, "a", 100);
    add(PROMOTED, "b", 200);

    ModelTimeline timeline = ModelTimeline.of(events).without(Set.of("b"));

    assertThat(championAt(timeline, 200)).isEqualTo("a");
    assertThat(timeline.problems()).isEmpty();
  }

  @Test
  void refusalChangesNothing() {
    register("a");
    add(PROMOTED, "a", 100);
    events.add(new ModelEvent("r", REFUSED, "a", 200, null, null, "wrong checksum", "detect"));

    assertThat(championAt(300)).isEqualTo("a");
    assertThat(ModelTimeline.of(events).problems()).isEmpty();
  }

  @Test
  void agreesWithTheNaiveTimelineWhateverTheOrder() {
    Random random = new Random(20261124);
    ModelEvent.Type[] types = {PROMOTED, PROMOTED, CHALLENGER, RETIRED, ROLLED_BACK};
    for (int round = 0; round < 400; round++) {
      events.clear();
      recordedAt = 1;
      register("a", "b", "c", "d");
      int count = random.nextInt(14);
      for (int i = 0; i < count; i++) {
        String version = String.valueOf("abcde".charAt(random.nextInt(5)));
        int recorded = 10 + random.nextInt(20);
        events.add(
            ModelEvent.effective(
                "e" + i,
                types[random.nextInt(types.length)],
                version,
                recorded,
                random.nextInt(12),
                null,
                null));
      }
      ModelTimeline first = ModelTimeline.of(events);
      for (int permutation = 0; permutation < 4; permutation++) {
        Collections.shuffle(events, random);
        ModelTimeline timeline = ModelTimeline.of(events);
        assertThat(timeline.periods()).isEqualTo(first.periods());
        assertThat(timeline.problems()).isEqualTo(first.problems());
      }
      NaiveTimeline naive = new NaiveTimeline(events);
      for (long time = -1; time <= 13; time++) {
        assertThat(championAt(time)).as("%s at %d", events, time).isEqualTo(naive.championAt(time));
        assertThat(challengersAt(time)).isEqualTo(naive.challengersAt(time));
      }
    }
  }
}
