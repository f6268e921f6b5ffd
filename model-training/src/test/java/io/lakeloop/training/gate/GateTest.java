package io.lakeloop.training.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.training.evaluation.Estimate;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate = new Gate(GateSettings.STANDARD);

  private static GateEvidence evidence(
      Estimate gain, double featureAuc, double newestMean, String obstacle) {
    double[] newest =
        IntStream.range(0, 1000).mapToDouble(i -> i < 10 ? 0.9 : newestMean - 0.009).toArray();
    return new GateEvidence(
        "champion-1",
        obstacle,
        "2026-01-01 to 2026-01-07",
        50,
        0.7 + gain.value(),
        0.7,
        gain,
        new TreeMap<>(Map.of("amount", featureAuc)),
        0.02,
        newest,
        0.5,
        new TreeMap<>(Map.of("amount", 0.02)),
        3,
        100_000);
  }

  @Test
  void promotesWhatIsBetterBeyondChance() {
    GateVerdict verdict =
        gate.judge(evidence(new Estimate(0.05, 0.01, 0.09), 0.8, 0.02, ""), false);

    assertThat(verdict.promotes()).as(verdict.reason()).isTrue();
    assertThat(verdict.reason()).contains("a gain of 0.0500 (95% interval 0.0100 to 0.0900)");
    assertThat(verdict.metrics()).containsEntry("gate_gain_low", 0.01);
  }

  @Test
  void refusesAWorseCandidateAndOneThatMayBeBetterByChance() {
    for (double low : new double[] {-0.2, -0.001, 0}) {
      GateVerdict verdict =
          gate.judge(evidence(new Estimate(low + 0.05, low, low + 0.1), 0.8, 0.02, ""), false);

      assertThat(verdict.promotes()).isFalse();
      assertThat(verdict.failures()).extracting(GateCheck::name).containsExactly("gain_low");
    }
  }

  @Test
  void refusesAFeatureThatTellsTheLabelAlone() {
    GateVerdict verdict = gate.judge(evidence(new Estimate(0.2, 0.1, 0.3), 0.997, 0.02, ""), false);

    assertThat(verdict.failures()).extracting(GateCheck::name).containsExactly("feature_auc");
    assertThat(verdict.reason()).contains("the feature amount alone has an AUC of 0.9970");
  }

  @Test
  void refusesScoresThatFallWhereLabelsAreNotKnownYet() {
    GateEvidence evidence = evidence(new Estimate(0.2, 0.1, 0.3), 0.8, 0.02, "");
    double[] low = new double[1000];
    Arrays.setAll(low, i -> i % 2 == 0 ? 0.001 : 0.002);
    GateEvidence fallen =
        new GateEvidence(
            evidence.opponent(),
            "",
            evidence.backtestDays(),
            50,
            0.9,
            0.7,
            evidence.gain(),
            evidence.featureAuc(),
            0.02,
            low,
            0.5,
            evidence.drift(),
            3,
            1000);

    assertThat(gate.judge(fallen, false).failures())
        .extracting(GateCheck::name)
        .containsExactly("score_shift");
  }

  @Test
  void saysWhyNothingCouldBeComparedAndPromotesByForceOnly() {
    GateEvidence evidence =
        evidence(new Estimate(0.2, 0.1, 0.3), 0.8, 0.02, "there are no days left");

    assertThat(gate.judge(evidence, false).reason())
        .isEqualTo("not promoted: there are no days left");
    assertThat(gate.judge(evidence, true).promotes()).isTrue();
    assertThat(gate.judge(evidence, true).metrics()).containsEntry("gate_forced", 1.0);
  }

  @Test
  void driftIsNoneBetweenLikeSamplesAndMuchBetweenOthers() {
    double[] before = IntStream.range(0, 1000).mapToDouble(i -> i).toArray();
    double[] shifted = IntStream.range(0, 1000).mapToDouble(i -> i + 800).toArray();
    double[] missing = new double[1000];
    Arrays.fill(missing, Double.NaN);

    assertThat(Drift.index(before, before)).isZero();
    assertThat(Drift.index(before, shifted)).isGreaterThan(1);
    assertThat(Drift.index(before, missing)).isGreaterThan(1);
  }
}
