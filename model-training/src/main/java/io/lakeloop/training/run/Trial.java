package io.lakeloop.training.run;

import io.lakeloop.model.Scorer;
import io.lakeloop.training.evaluation.Comparison;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.trainer.TrainingRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** What a run measures on rows in memory. */
public final class Trial {
  private static final int REPLICATES = 400;
  private static final int SAMPLE_ROWS = 1_000;

  private Trial() {}

  /**
   * Two models on the days of the backtest.
   *
   * @param opponent the champion's version, or what stands in for one
   * @param random where the bootstraps draw from; seeded by the caller
   */
  public static Backtest backtest(
      TrainingRows rows,
      Span days,
      Scorer candidate,
      Scorer champion,
      String opponent,
      RandomGenerator random) {
    int[] selection = rows.ofDays(days.fromEpochDay(), days.toEpochDay());
    Predictions ours = Scores.predictions(Scores.of(candidate, rows, selection), rows, selection);
    Predictions theirs = Scores.predictions(Scores.of(champion, rows, selection), rows, selection);
    Evaluation.Settings settings = Evaluation.Settings.STANDARD;
    return new Backtest(
        opponent,
        ours,
        theirs,
        IntStream.of(selection).mapToLong(rows::timeMicros).toArray(),
        Evaluation.of(ours, settings, random),
        Evaluation.of(theirs, settings, random),
        Comparison.averagePrecision(ours, theirs, REPLICATES, random));
  }

  /** How well each feature alone tells the frauds of some days. */
  public static SortedMap<String, Double> featureAuc(TrainingRows rows, Span days) {
    return Scores.featureAuc(rows, rows.ofDays(days.fromEpochDay(), days.toEpochDay()));
  }

  /** How far each feature moved from some days to others. */
  public static SortedMap<String, Double> drift(TrainingRows rows, Span before, Span after) {
    return Scores.drift(
        rows,
        rows.ofDays(before.fromEpochDay(), before.toEpochDay()),
        rows.ofDays(after.fromEpochDay(), after.toEpochDay()));
  }

  /** A model's scores of some days. */
  public static double[] scores(TrainingRows rows, Span days, Scorer scorer) {
    return Scores.of(scorer, rows, rows.ofDays(days.fromEpochDay(), days.toEpochDay()));
  }

  /** Rows of the backtest that are worth explaining: those of the highest scores first. */
  public static List<double[]> sample(TrainingRows rows, Span days, Predictions predictions) {
    int[] selection = rows.ofDays(days.fromEpochDay(), days.toEpochDay());
    List<double[]> sample = new ArrayList<>();
    IntStream.range(0, selection.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -predictions.score(i)))
        .limit(SAMPLE_ROWS)
        .forEach(
            i -> {
              double[] row = new double[rows.featureNames().size()];
              rows.copy(selection[i], row);
              sample.add(row);
            });
    return sample;
  }
}
