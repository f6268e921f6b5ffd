package io.lakeloop.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.training.evaluation.NaiveMetrics.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private static final double EXACT = 1e-12;

  private static int[] ones(Predictions predictions) {
    int[] ones = new int[predictions.cardLimit()];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Predictions scores(double[] scores, int... frauds) {
    Predictions.Builder builder = new Predictions.Builder();
    for (int i = 0; i < scores.length; i++) {
      builder.add(scores[i], frauds[i] == 1, i, 0, 100);
    }
    return builder.build();
  }

  /** Rows of a few days and cards, whose scores are often equal. */
  private static List<Row> rows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      boolean fraud = random.nextInt(6) == 0;
      double score = random.nextInt(10) / 10.0 * (fraud ? 1 : 0.8);
      rows.add(
          new Row(score, fraud, random.nextInt(30), random.nextInt(3), random.nextInt(10_000)));
    }
    return rows;
  }

  @Test
  void averagePrecisionEqualsTheExampleOfScikitLearn() {
    Predictions predictions = scores(new double[] {0.1, 0.4, 0.35, 0.8}, 0, 0, 1, 1);

    RankingMetrics ranking = new RankingMetrics(predictions);
    assertThat(ranking.averagePrecision(ones(predictions))).isCloseTo(0.8333333333, within(1e-9));
    assertThat(ranking.aucRoc(ones(predictions))).isEqualTo(0.75);
  }

  @Test
  void equalScoresAreOneThreshold() {
    Predictions predictions = scores(new double[] {0.5, 0.5, 0.5, 0.5}, 1, 0, 0, 0);

    RankingMetrics ranking = new RankingMetrics(predictions);
    assertThat(ranking.averagePrecision(ones(predictions))).isEqualTo(0.25);
    assertThat(ranking.aucRoc(ones(predictions))).isEqualTo(0.5);
  }

  @Test
  void rankingOfOneClassIsNotDefined() {
    Predictions predictions = scores(new double[] {0.5, 0.6}, 0, 0);

    RankingMetrics ranking = new RankingMetrics(predictions);
    assertThat(ranking.averagePrecision(ones(predictions))).isNaN();
    assertThat(ranking.aucRoc(ones(predictions))).isNaN();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void equalsTheOracle(long seed) {
    List<Row> rows = rows(seed);
    Predictions predictions = NaiveMetrics.predictions(rows);

    RankingMetrics ranking = new RankingMetrics(predictions);
    int[] ones = ones(predictions);
    assertThat(ranking.aucRoc(ones)).isCloseTo(NaiveMetrics.aucRoc(rows), within(EXACT));
    assertThat(ranking.averagePrecision(ones))
        .isCloseTo(NaiveMetrics.averagePrecision(rows), within(EXACT));
    for (int k : new int[] {1, 3, 10, 40}) {
      assertThat(new CardPrecision(predictions, k).mean(ones))
          .isCloseTo(NaiveMetrics.cardPrecision(rows, k), within(EXACT));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aWeightOfACardIsThatManyCopiesOfIt(long seed) {
    List<Row> rows = rows(seed);
    Predictions predictions = NaiveMetrics.predictions(rows);
    SplittableRandom random = new SplittableRandom(seed);
    int[] weights =
        IntStream.range(0, predictions.cardLimit()).map(card -> random.nextInt(4)).toArray();
    List<Row> copies = new ArrayList<>();
    for (Row row : rows) {
      for (int copy = 0; copy < weights[row.card()]; copy++) {
        copies.add(
            new Row(row.score(), row.fraud(), row.card() + 100 * copy, row.day(), row.amount()));
      }
    }
    Predictions copied = NaiveMetrics.predictions(copies);

    RankingMetrics ranking = new RankingMetrics(predictions);
    assertThat(ranking.aucRoc(weights)).isCloseTo(NaiveMetrics.aucRoc(copies), within(EXACT));
    assertThat(ranking.averagePrecision(weights))
        .isCloseTo(NaiveMetrics.averagePrecision(copies), within(EXACT));
    assertThat(new AlertBudget(predictions, 15).recall(weights))
        .isCloseTo(new AlertBudget(copied, 15).recall(ones(copied)), within(EXACT));
    assertThat(new AlertCosts(300).lossShare(predictions, weights))
        .isCloseTo(new AlertCosts(300).lossShare(copied, ones(copied)), within(EXACT));
    assertThat(Reliability.brier(predictions, weights))
        .isCloseTo(Reliability.brier(copied, ones(copied)), within(EXACT));
  }

  @Test
  void cardPrecisionBlocksACardFoundOnTheDaysThatFollow() {
    Predictions predictions =
        new Predictions.Builder()
            .add(0.9, true, 1, 0, 100)
            .add(0.1, false, 1, 0, 100)
            .add(0.8, false, 2, 0, 100)
            .add(0.7, true, 3, 0, 100)
            .add(0.9, true, 1, 1, 100)
            .add(0.8, true, 3, 1, 100)
            .add(0.7, false, 2, 1, 100)
            .build();

    assertThat(new CardPrecision(predictions, 2).perDay(ones(predictions)))
        .containsExactly(0.5, 0.5);
    assertThat(new CardPrecision(predictions, 100).perDay(ones(predictions)))
        .containsExactly(0.02, 0.0);
  }

  @Test
  void recallCountsTheDaysBudgetAndSharesEqualScores() {
    Predictions predictions =
        new Predictions.Builder()
            .add(0.9, true, 1, 0, 100)
            .add(0.5, true, 2, 0, 100)
            .add(0.5, false, 3, 0, 100)
            .add(0.2, true, 4, 1, 100)
            .add(0.1, true, 5, 1, 100)
            .build();

    assertThat(new AlertBudget(predictions, 1).recall(ones(predictions))).isEqualTo(0.5);
    assertThat(new AlertBudget(predictions, 2).recall(ones(predictions))).isEqualTo(0.875);
  }

  @Test
  void lossCountsMissedAmountsAndAlerts() {
    Predictions predictions =
        new Predictions.Builder()
            .add(0.9, true, 1, 0, 10_000)
            .add(0.9, true, 2, 0, 500)
            .add(0.2, false, 3, 0, 10_000)
            .add(0.01, false, 4, 0, 10_000)
            .build();

    AlertCosts costs = new AlertCosts(500);
    assertThat(costs.lossShare(predictions, ones(predictions))).isEqualTo(1500.0 / 10_500);
    assertThat(costs.bestThreshold(predictions)).isEqualTo(0.9);
    assertThat(costs.bestThreshold(scores(new double[] {0.7, 0.2}, 0, 0))).isEqualTo(1);
    assertThatThrownBy(() -> new AlertCosts(0)).hasMessageContaining("give more than 0");
  }

  @Test
  void binsSayHowFarScoresAreFromTheTruth() {
    Predictions predictions = scores(new double[] {0.25, 0.25, 0.25, 0.25, 1, 0}, 1, 0, 0, 1, 1, 0);

    List<Reliability.Bin> bins = Reliability.bins(predictions);
    assertThat(bins).contains(new Reliability.Bin(0.2, 0.3, 4, 0.25, 0.5));
    assertThat(bins).contains(new Reliability.Bin(0.9, 1, 1, 1, 1));
    assertThat(Reliability.calibrationError(bins)).isCloseTo(4 * 0.25 / 6, within(EXACT));
    assertThat(Reliability.brier(predictions, ones(predictions)))
        .isCloseTo((2 * 0.75 * 0.75 + 2 * 0.25 * 0.25) / 6, within(EXACT));
    assertThatThrownBy(() -> Reliability.bins(scores(new double[] {1.5}, 1)))
        .hasMessageContaining("1.5 is no probability");
  }

  @Test
  void refusesAScoreThatIsNone() {
    assertThatThrownBy(() -> scores(new double[] {Double.NaN}, 1))
        .hasMessageContaining("score NaN of card 0");
  }
}
