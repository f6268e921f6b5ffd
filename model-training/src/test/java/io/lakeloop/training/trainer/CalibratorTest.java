package io.lakeloop.training.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.model.Calibration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibratorTest {
  private static final int COUNT = 50_000;

  private final double[] scores = new double[COUNT];
  private final boolean[] frauds = new boolean[COUNT];

  /** Scores that are too sure of themselves: the odds' logarithm is twice what it should be. */
  private void overconfident(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < COUNT; i++) {
      double odds = random.nextGaussian() - 2;
      scores[i] = 1 / (1 + Math.exp(-2 * odds));
      frauds[i] = random.nextDouble() < 1 / (1 + Math.exp(-odds));
    }
  }

  @Test
  void sigmoidFindsTheCurveThatThereIs() {
    overconfident(1);

    Calibration.Sigmoid sigmoid = (Calibration.Sigmoid) Calibrator.sigmoid(scores, frauds);
    assertThat(sigmoid.slope()).isCloseTo(0.5, within(0.03));
    assertThat(sigmoid.intercept()).isCloseTo(0, within(0.1));
  }

  @Test
  void sigmoidOfScoresThatSayNothingIsTheShareOfFrauds() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < COUNT; i++) {
      scores[i] = random.nextDouble();
      frauds[i] = random.nextInt(10) == 0;
    }

    Calibration sigmoid = Calibrator.sigmoid(scores, frauds);
    assertThat(sigmoid.apply(0.1)).isCloseTo(0.1, within(0.02));
    assertThat(sigmoid.apply(0.9)).isCloseTo(0.1, within(0.02));
  }

  @Test
  void sigmoidStandsScoresOfZeroAndOne() {
    double[] extreme = {0, 0, 0, 1, 1, 1};
    boolean[] truth = {false, false, false, true, true, true};

    Calibration sigmoid = Calibrator.sigmoid(extreme, truth);
    assertThat(sigmoid.apply(0)).isCloseTo(0.2, within(0.01));
    assertThat(sigmoid.apply(1)).isCloseTo(0.8, within(0.01));
  }

  @Test
  void isotonicPoolsWhatWouldFall() {
    double[] some = {0.1, 0.2, 0.3, 0.4, 0.5, 0.5};
    boolean[] truth = {false, true, false, false, true, true};

    assertThat(Calibrator.isotonic(some, truth))
        .isEqualTo(
            new Calibration.Isotonic(
                List.of(0.1, 0.2, 0.4, 0.5), List.of(0.0, 1.0 / 3, 1.0 / 3, 1.0)));
  }

  @Test
  void isotonicFollowsTheTruthAndNeverFalls() {
    overconfident(3);

    Calibration isotonic = Calibrator.isotonic(scores, frauds);
    double last = 0;
    for (double odds = -4; odds < 1; odds += 0.25) {
      double calibrated = isotonic.apply(1 / (1 + Math.exp(-2 * odds)));
      assertThat(calibrated).isCloseTo(1 / (1 + Math.exp(-odds)), within(0.05));
      assertThat(calibrated).isGreaterThanOrEqualTo(last);
      last = calibrated;
    }
  }

  @Test
  void refusesOneClassOnly() {
    assertThatThrownBy(() -> Calibrator.sigmoid(new double[] {0.5}, new boolean[] {true}))
        .hasMessageContaining("calibration on 1 scores and 1 labels, 1 of them fraud");
    assertThatThrownBy(() -> Calibrator.isotonic(new double[] {0.5}, new boolean[] {false}))
        .hasMessageContaining("0 of them fraud");
  }
}
