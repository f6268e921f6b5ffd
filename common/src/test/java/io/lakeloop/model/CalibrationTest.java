package io.lakeloop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void sigmoidOfSlopeOneLeavesScoresAsTheyAre() {
    Calibration calibration = new Calibration.Sigmoid(1, 0);

    for (double score = 0; score <= 1; score += 0.01) {
      assertThat(calibration.apply(score)).isCloseTo(score, within(1e-12));
    }
  }

  @Test
  void sigmoidMovesTheLogOdds() {
    Calibration calibration = new Calibration.Sigmoid(2, -1);

    assertThat(calibration.apply(0.5)).isCloseTo(1 / (1 + Math.E), within(1e-12));
    assertThat(calibration.apply(0)).isBetween(0.0, 1e-20);
    assertThat(calibration.apply(1)).isBetween(1 - 1e-15, 1.0);
  }

  @Test
  void isotonicDrawsLinesBetweenItsPoints() {
    Calibration calibration =
        new Calibration.Isotonic(List.of(0.2, 0.4, 0.8), List.of(0.1, 0.1, 0.5));

    assertThat(calibration.apply(0)).isEqualTo(0.1);
    assertThat(calibration.apply(0.3)).isEqualTo(0.1);
    assertThat(calibration.apply(0.6)).isCloseTo(0.3, within(1e-12));
    assertThat(calibration.apply(0.8)).isEqualTo(0.5);
    assertThat(calibration.apply(1)).isEqualTo(0.5);
  }

  @Test
  void isotonicStepsWhereTwoPointsHaveOneScore() {
    Calibration calibration =
        new Calibration.Isotonic(List.of(0.1, 0.5, 0.5, 0.9), List.of(0.2, 0.2, 0.7, 0.7));

    assertThat(calibration.apply(Math.nextDown(0.5))).isEqualTo(0.2);
    assertThat(calibration.apply(0.5)).isEqualTo(0.7);
  }

  @Test
  void refusesPointsThatFall() {
    assertThatThrownBy(() -> new Calibration.Isotonic(List.of(0.1, 0.2), List.of(0.5, 0.4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never falling");
    assertThatThrownBy(() -> new Calibration.Isotonic(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Calibration.Sigmoid(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slope -1.0");
  }
}
