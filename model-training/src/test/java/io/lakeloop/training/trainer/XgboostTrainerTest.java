package io.lakeloop.training.trainer;

import static io.lakeloop.training.trainer.TrainerFixtures.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.training.trainer.TrainingRefusedException.Reason;
import io.lakeloop.training.trainer.XgboostTrainer.EarlyStop;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class XgboostTrainerTest {
  private static final TrainingRows ROWS = TrainerFixtures.rows(1, 20);

  @Test
  void trainingTwiceGivesTheSameBytes() {
    for (BoostingSettings settings : List.of(QUICK, BoostingSettings.PUBLISHED)) {
      byte[] first = new XgboostTrainer(settings).train(ROWS, ROWS.ofDays(0, 14)).bytes();
      byte[] second = new XgboostTrainer(settings).train(ROWS, ROWS.ofDays(0, 14)).bytes();
      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  void rowsThatCameLaterDoNotChangeTheBytes() {
    TrainingRows fewer = TrainerFixtures.rows(1, 15);

    assertThat(new XgboostTrainer(QUICK).train(fewer, fewer.ofDays(0, 14)).bytes())
        .isEqualTo(new XgboostTrainer(QUICK).train(ROWS, ROWS.ofDays(0, 14)).bytes());
  }

  @Test
  void anotherSeedGivesAnotherModel() {
    assertThat(new XgboostTrainer(QUICK.withSeed(8)).train(ROWS, ROWS.ofDays(0, 14)).bytes())
        .isNotEqualTo(new XgboostTrainer(QUICK).train(ROWS, ROWS.ofDays(0, 14)).bytes());
  }

  @Test
  void learnsWhatThereIsToLearn() {
    BoostedTrees trees = new XgboostTrainer(QUICK).train(ROWS, ROWS.ofDays(0, 14));
    TrainingRows asked = new TrainingRows(TrainerFixtures.FEATURES);
    asked.add(new double[] {400, 12, 0.9}, true, 0, 0, 40_000);
    asked.add(new double[] {400, 12, 0.1}, false, 0, 0, 40_000);
    asked.add(new double[] {50, 12, Double.NaN}, false, 0, 0, 5_000);

    double[] scores = trees.scores(asked, TrainerFixtures.all(asked));
    assertThat(scores[0]).isGreaterThan(0.5);
    assertThat(scores[1]).isLessThan(0.2);
    assertThat(scores[2]).isLessThan(0.2);
  }

  @Test
  void standardizingChangesScoresByRoundingOnly() {
    BoostingSettings published = BoostingSettings.PUBLISHED.withTrees(10);
    BoostingSettings raw =
        new BoostingSettings(
            10, 6, 0.3, 1, 1, 1, 1, BoostingSettings.Splits.EXACT, 256, 1, false, 20, 0, 1);
    int[] test = ROWS.ofDays(14, 20);

    double[] standardized =
        new XgboostTrainer(published).train(ROWS, ROWS.ofDays(0, 14)).scores(ROWS, test);
    double[] plain = new XgboostTrainer(raw).train(ROWS, ROWS.ofDays(0, 14)).scores(ROWS, test);
    int different = 0;
    for (int i = 0; i < test.length; i++) {
      different += Math.abs(plain[i] - standardized[i]) > 1e-3 ? 1 : 0;
    }
    assertThat(different).isLessThan(test.length / 50);
  }

  @Test
  void stopsEarlyAtTheRoundWhoseScoresItGives() {
    int[] later = ROWS.ofDays(14, 20);
    EarlyStop stop =
        new XgboostTrainer(QUICK.withTrees(500)).stopEarly(ROWS, ROWS.ofDays(0, 14), later);

    assertThat(stop.trees()).isBetween(2, 300);
    double[] upToThere =
        new XgboostTrainer(QUICK.withTrees(stop.trees()))
            .train(ROWS, ROWS.ofDays(0, 14))
            .scores(ROWS, later);
    for (int i = 0; i < later.length; i++) {
      assertThat(stop.laterScores()[i]).isCloseTo(upToThere[i], within(1e-6));
    }
  }

  private static void assertRefused(Reason reason, String message, ThrowingCallable training) {
    assertThatThrownBy(training)
        .isInstanceOfSatisfying(
            TrainingRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  @Test
  void refusesAnEmptyWindow() {
    assertRefused(
        Reason.EMPTY_WINDOW,
        "There are no rows for training; choose days that have transactions",
        () -> new XgboostTrainer(QUICK).train(ROWS, ROWS.ofDays(90, 97)));
    assertRefused(
        Reason.EMPTY_WINDOW,
        "There are no rows for early stopping",
        () -> new XgboostTrainer(QUICK).stopEarly(ROWS, ROWS.ofDays(0, 9), new int[0]));
  }

  @Test
  void refusesOneClassOnly() {
    assertRefused(
        Reason.ONE_CLASS,
        "none is fraud",
        () -> new XgboostTrainer(QUICK).train(ROWS, ROWS.where(row -> !ROWS.isFraud(row))));
    assertRefused(
        Reason.ONE_CLASS,
        "all are",
        () -> new XgboostTrainer(QUICK).train(ROWS, ROWS.where(ROWS::isFraud)));
  }

  @Test
  void refusesTooFewFrauds() {
    int[] frauds = ROWS.where(ROWS::isFraud);
    assertRefused(
        Reason.TOO_FEW_FRAUDS,
        "have 19 frauds, at least 20 are needed",
        () ->
            new XgboostTrainer(QUICK)
                .train(ROWS, ROWS.where(row -> !ROWS.isFraud(row) || row <= frauds[18])));
  }

  @Test
  void refusesAFeatureWithoutValues() {
    TrainingRows rows = new TrainingRows(List.of("amount", "age"));
    for (int i = 0; i < 100; i++) {
      rows.add(new double[] {i, Double.NaN}, i < 30, i, 0, i);
    }
    assertRefused(
        Reason.FEATURE_WITHOUT_VALUES,
        "The feature age has no value in any of the 100 rows",
        () -> new XgboostTrainer(QUICK).train(rows, TrainerFixtures.all(rows)));
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> QUICK.withTrees(0)).hasMessage("trees is 0; give 1 to 10,000");
  }
}
