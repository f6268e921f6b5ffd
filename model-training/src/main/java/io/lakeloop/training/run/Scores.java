package io.lakeloop.training.run;

import io.lakeloop.model.Scorer;
import io.lakeloop.training.evaluation.Comparison;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.gate.Drift;
import io.lakeloop.training.trainer.TrainingRows;
import java.util.SortedMap;
import java.util.TreeMap;

/** Scores and figures of rows, as the stream would score them. */
final class Scores {
  /** Enough for a distribution; more only takes time. */
  private static final int DRIFT_ROWS = 100_000;

  private Scores() {}

  static double[] of(Scorer scorer, TrainingRows rows, int[] selection) {
    double[] row = new double[rows.featureNames().size()];
    double[] scores = new double[selection.length];
    for (int i = 0; i < selection.length; i++) {
      rows.copy(selection[i], row);
      scores[i] = scorer.score(row);
    }
    return scores;
  }

  static Predictions predictions(double[] scores, TrainingRows rows, int[] selection) {
    Predictions.Builder predictions = new Predictions.Builder();
    for (int i = 0; i < selection.length; i++) {
      int row = selection[i];
      predictions.add(
          scores[i], rows.isFraud(row), rows.card(row), rows.day(row), rows.amountMinorUnits(row));
    }
    return predictions.build();
  }

  /** How well each feature alone tells frauds, in either direction; 0.5 is not at all. */
  static SortedMap<String, Double> featureAuc(TrainingRows rows, int[] selection) {
    SortedMap<String, Double> areas = new TreeMap<>();
    for (int feature = 0; feature < rows.featureNames().size(); feature++) {
      double[] values = new double[selection.length];
      for (int i = 0; i < values.length; i++) {
        float value = rows.value(selection[i], feature);
        values[i] = Float.isNaN(value) ? -Double.MAX_VALUE : value;
      }
      double area = Comparison.aucRoc(predictions(values, rows, selection));
      areas.put(rows.featureNames().get(feature), Math.max(area, 1 - area));
    }
    return areas;
  }

  /** How far each feature moved from some rows to others. */
  static SortedMap<String, Double> drift(TrainingRows rows, int[] before, int[] after) {
    SortedMap<String, Double> drift = new TreeMap<>();
    for (int feature = 0; feature < rows.featureNames().size(); feature++) {
      drift.put(
          rows.featureNames().get(feature),
          Drift.index(values(rows, before, feature), values(rows, after, feature)));
    }
    return drift;
  }

  private static double[] values(TrainingRows rows, int[] selection, int feature) {
    int every = 1 + selection.length / DRIFT_ROWS;
    double[] values = new double[(selection.length + every - 1) / every];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.value(selection[i * every], feature);
    }
    return values;
  }
}
