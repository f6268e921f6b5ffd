package io.lakeloop.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.training.trainer.TrainingRows;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a run measures finds a planted leak, and plans no day that a model has seen. */
class LeakTest {
  private static final Span KNOWN = new Span(0, 10);

  @Test
  void aPlantedPeekAtLabelsStandsOutAloneWhileHonestFeaturesDoNot() {
    SplittableRandom random = new SplittableRandom(3);
    TrainingRows rows = new TrainingRows(List.of("amount", "peek"));
    for (int i = 0; i < 4000; i++) {
      boolean fraud = random.nextInt(50) == 0;
      double amount = 100 * random.nextDouble() + (fraud ? 40 : 0);
      double peek = fraud ? 1 + random.nextDouble() : random.nextDouble();
      rows.add(new double[] {amount, peek}, fraud, i % 40, i / 400, 1000);
    }

    assertThat(Trial.featureAuc(rows, KNOWN).get("peek")).isGreaterThan(0.99);
    assertThat(Trial.featureAuc(rows, KNOWN).get("amount")).isBetween(0.6, 0.95);
  }

  @Test
  void theBacktestBeginsWhereTheChampionsTrainingEnded() {
    TrainingWindows first = TrainingWindows.plan(100, 7, 28, 7, Integer.MIN_VALUE);
    TrainingWindows after = TrainingWindows.plan(100, 7, 28, 7, 90);
    TrainingWindows tooSoon = TrainingWindows.plan(100, 7, 28, 7, 93);

    assertThat(first.training()).isEqualTo(new Span(65, 93));
    assertThat(first.backtest()).isEqualTo(new Span(86, 93));
    assertThat(first.trial()).isEqualTo(new Span(51, 79));
    assertThat(first.newest()).isEqualTo(new Span(93, 100));
    assertThat(after.backtest()).isEqualTo(new Span(90, 93));
    assertThat(after.trial()).isEqualTo(new Span(55, 83));
    assertThat(tooSoon.backtest().days()).isZero();
  }
}
