package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.Model;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.SimulatorSettings;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.evaluation.Reliability;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FirstModelTest {
  private static final FeatureSet SET = FeatureSets.STANDARD;
  private static final int MAX_BYTES = 500_000;

  private static Model model() throws Exception {
    byte[] artifact = FirstModel.read();
    assertThat(artifact.length).isLessThan(MAX_BYTES);
    return ModelLoader.load(
        artifact,
        ModelArtifact.sha256(artifact),
        new FeatureSpace(SET.name(), SET.hash(), SET.names()));
  }

  /** Fails when the standard features have changed; then the model is to be trained again. */
  @Test
  void wasTrainedOnTheStandardFeaturesOfThisRelease() throws Exception {
    assertThat(ModelArtifact.read(FirstModel.read()).manifest().featureSetHash())
        .as("run 'lakeloop models first' and keep what it writes")
        .isEqualTo(SET.hash());
  }

  @Test
  void findsFraudAmongCustomersThatItHasNotSeen() throws Exception {
    Model model = model();
    Instant start = Instant.parse("2026-03-01T00:00:00Z");
    Simulator world =
        new Simulator(
            SimulatorSettings.of(1, start, Duration.ofDays(30)).withPopulation(1_000, 2_000));
    Predictions.Builder rows = new Predictions.Builder();
    new FeatureReplay(SET, world, new Progress(new PrintWriter(Writer.nullWriter()), "rows"))
        .until(
            Long.MAX_VALUE,
            (payment, features) -> {
              int day = (int) (payment.timeMicros() / 86_400_000_000L);
              if (day >= start.getEpochSecond() / 86_400 + 14) {
                rows.add(
                    model.scorer().score(features),
                    payment.fraud() != null,
                    payment.transaction().customerId().hashCode() & 0xffff,
                    day,
                    payment.transaction().amountMinorUnits());
              }
            });
    Evaluation evaluation =
        Evaluation.of(rows.build(), Evaluation.Settings.STANDARD, new SplittableRandom(1));
    assertThat(evaluation.value(Evaluation.AUC_ROC)).isGreaterThan(0.8);
    assertThat(evaluation.value(Evaluation.AVERAGE_PRECISION)).isGreaterThan(0.5);
    assertThat(Reliability.calibrationError(evaluation.reliability())).isLessThan(0.01);
  }
}
