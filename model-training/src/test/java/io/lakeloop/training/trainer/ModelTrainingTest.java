package io.lakeloop.training.trainer;

import static io.lakeloop.training.trainer.TrainerFixtures.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.Features;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.Model;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.evaluation.Reliability;
import io.lakeloop.training.trainer.ModelTraining.Curve;
import io.lakeloop.training.trainer.ModelTraining.Settings;
import io.lakeloop.training.trainer.ModelTraining.Trained;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelTrainingTest {
  private static final TrainingRows ROWS = TrainerFixtures.rows(1, 60);
  private static final FeatureSet SET =
      FeatureSet.named("test")
          .with(
              Features.amount().as("amount"),
              Features.hourOfDay().as("hour"),
              Features.terminal().over(Features.days(7)).fraudShare().as("risk"));

  @ParameterizedTest
  @EnumSource(Curve.class)
  void scoresAreProbabilitiesOnDaysThatWereNotSeen(Curve curve) {
    Trained trained =
        new ModelTraining(QUICK, new Settings(7, curve, Settings.STANDARD.costs()))
            .train(ROWS, 0, 40);

    Predictions predictions = trained.predict(ROWS, ROWS.ofDays(40, 60));
    Evaluation evaluation =
        Evaluation.of(predictions, Evaluation.Settings.STANDARD, new SplittableRandom(1));
    assertThat(Reliability.calibrationError(evaluation.reliability())).isLessThan(0.02);
    assertThat(evaluation.value(Evaluation.AUC_ROC)).isGreaterThan(0.85);
  }

  @Test
  void daysBehindTheWindowChangeNothing() {
    TrainingRows changed = new TrainingRows(TrainerFixtures.FEATURES);
    double[] row = new double[3];
    for (int i = 0; i < ROWS.size(); i++) {
      ROWS.copy(i, row);
      boolean fraud = ROWS.day(i) < 40 && ROWS.isFraud(i);
      changed.add(row, fraud, ROWS.card(i), ROWS.day(i), ROWS.amountMinorUnits(i));
    }

    Trained expected = new ModelTraining(QUICK, Settings.STANDARD).train(ROWS, 5, 40);
    Trained trained = new ModelTraining(QUICK, Settings.STANDARD).train(changed, 5, 40);
    assertThat(trained.trees().bytes()).isEqualTo(expected.trees().bytes());
    assertThat(trained.calibration()).isEqualTo(expected.calibration());
    assertThat(trained.alertThreshold()).isEqualTo(expected.alertThreshold());
  }

  @Test
  void anArtifactScoresAsTheTrainerDid() throws Exception {
    Trained trained = new ModelTraining(QUICK, Settings.STANDARD).train(ROWS, 0, 40);
    TreeMap<String, String> how = new TreeMap<>();
    how.put("seed", "7");

    byte[] artifact =
        trained.artifact(
            "card-fraud", "1", SET, ModelTraining.medians(ROWS, ROWS.ofDays(0, 40)), how);
    Model model =
        ModelLoader.load(
            artifact,
            ModelArtifact.sha256(artifact),
            new FeatureSpace(SET.name(), SET.hash(), SET.names()));
    int[] later = ROWS.ofDays(40, 45);
    Predictions expected = trained.predict(ROWS, later);
    double[] row = new double[3];
    for (int i = 0; i < later.length; i++) {
      ROWS.copy(later[i], row);
      assertThat(model.scorer().score(row)).isCloseTo(expected.score(i), within(1e-12));
    }
    assertThat(model.manifest().alertThreshold()).isBetween(0.01, 0.9);
    assertThat(model.manifest().usualValues().get(1)).isBetween(10.0, 13.0);
  }

  @Test
  void refusesToMakeAnArtifactThatWouldScoreOtherFeatures() {
    assertThatThrownBy(() -> new ModelTraining(BoostingSettings.PUBLISHED, Settings.STANDARD))
        .hasMessageContaining("standardized features");
  }

  @Test
  void refusesAWindowThatIsTooShortToStopBy() {
    assertThatThrownBy(() -> new ModelTraining(QUICK, Settings.STANDARD).train(ROWS, 0, 7))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("There are no rows for training");
  }
}
