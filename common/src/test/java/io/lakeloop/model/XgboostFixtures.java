package io.lakeloop.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Models and rows to hold our trees against XGBoost itself. */
final class XgboostFixtures {
  /**
   * Values from a small grid, so that some equal a threshold; both zeros; every tenth is missing.
   */
  static final double MISSING_SHARE = 0.1;

  private XgboostFixtures() {}

  static List<String> names(int features) {
    return IntStream.range(0, features).mapToObj(f -> "f" + f).toList();
  }

  static double[][] rows(long seed, int count, int features) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[count][features];
    for (double[] row : rows) {
      for (int f = 0; f < features; f++) {
        double value =
            f % 2 == 0
                ? random.nextInt(-20, 20) / 4.0
                : random.nextGaussian() * Math.pow(10, f % 5);
        row[f] = random.nextDouble() < MISSING_SHARE ? Double.NaN : value == 0 ? -0.0 : value;
      }
    }
    return rows;
  }

  /** Labels that depend on the first features and on chance. */
  static float[] labels(long seed, double[][] rows) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double odds = rows[i][0] * (rows[i][1] > 0 ? 1 : -0.5) - 1;
      double probability = Double.isNaN(odds) ? 0.3 : Logistic.probability(odds);
      labels[i] = random.nextDouble() < probability ? 1 : 0;
    }
    return labels;
  }

  static DMatrix matrix(double[][] rows) throws XGBoostError {
    return new DMatrix(flat(rows), rows.length, rows[0].length, Float.NaN);
  }

  static float[] flat(double[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    int at = 0;
    for (double[] row : rows) {
      for (double value : row) {
        flat[at++] = (float) value;
      }
    }
    return flat;
  }

  static Booster train(int features, int trees, Map<String, Object> changed) throws XGBoostError {
    double[][] rows = rows(1, 4_000, features);
    DMatrix matrix = matrix(rows);
    matrix.setLabel(labels(2, rows));
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("objective", "binary:logistic");
    parameters.put("max_depth", 6);
    parameters.put("seed", 3);
    parameters.put("nthread", 1);
    parameters.putAll(changed);
    Booster booster = XGBoost.train(matrix, parameters, trees, Map.of(), null, null);
    matrix.dispose();
    return booster;
  }
}
