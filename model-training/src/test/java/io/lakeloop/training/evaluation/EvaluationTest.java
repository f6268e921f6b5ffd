package io.lakeloop.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.training.evaluation.Evaluation.Settings;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static Predictions predictions(long seed, int cards, int days) {
    SplittableRandom random = new SplittableRandom(seed);
    Predictions.Builder rows = new Predictions.Builder();
    for (int card = 0; card < cards; card++) {
      boolean stolen = random.nextInt(10) == 0;
      for (int day = 100; day < 100 + days; day++) {
        boolean fraud = stolen && random.nextInt(3) == 0;
        rows.add(fraud ? Math.sqrt(random.nextDouble()) : random.nextDouble(), fraud, card, day, 9);
      }
    }
    return rows.build();
  }

  @Test
  void measuresEachWeekByItself() {
    Predictions rows = predictions(1, 50, 10);

    List<Evaluation> weeks =
        Evaluation.perWeek(rows, 100, Settings.STANDARD, new SplittableRandom(1));
    assertThat(weeks).extracting(Evaluation::rows).containsExactly(350, 150);
    assertThat(weeks.get(1).toEpochDay()).isEqualTo(109);
    assertThat(weeks.get(1).value(Evaluation.AUC_ROC))
        .isEqualTo(
            Evaluation.of(rows.ofDays(107, 110), Settings.STANDARD, new SplittableRandom(2))
                .value(Evaluation.AUC_ROC));
  }

  @Test
  void theSameSeedGivesTheSameIntervals() {
    Predictions rows = predictions(1, 50, 7);

    assertThat(Evaluation.of(rows, Settings.STANDARD, new SplittableRandom(1)))
        .isEqualTo(Evaluation.of(rows, Settings.STANDARD, new SplittableRandom(1)));
  }

  @Test
  void intervalsCoverTheTruthAboutAsOftenAsTheySay() {
    double truth = 2.0 / 3; // A fraud's score is the square root of a uniform one.
    int covered = 0;
    int runs = 60;
    for (int run = 0; run < runs; run++) {
      Estimate auc =
          Evaluation.of(predictions(run, 300, 7), Settings.STANDARD, new SplittableRandom(run))
              .figures()
              .get(Evaluation.AUC_ROC);
      covered += auc.low() <= truth && truth <= auc.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(51, 60);
  }

  @Test
  void refusesToEvaluateNothingAndNamesAnUnknownFigure() {
    Predictions none = new Predictions.Builder().build();

    assertThatThrownBy(() -> Evaluation.of(none, Settings.STANDARD, new SplittableRandom(1)))
        .hasMessageContaining("no row to evaluate");
    assertThatThrownBy(
            () ->
                Evaluation.of(predictions(1, 5, 1), Settings.STANDARD, new SplittableRandom(1))
                    .value("f1"))
        .hasMessageContaining("figure 'f1' was not measured");
  }
}
