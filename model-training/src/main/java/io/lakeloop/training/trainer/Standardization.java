package io.lakeloop.training.trainer;

import java.util.Arrays;

/**
 * Features in units of their standard deviation in training, around their mean there. Missing
 * values are left out of both, and stay missing. A feature that never changes is only centred.
 *
 * <p>Source: scikit-learn, {@code StandardScaler}.
 */
final class Standardization {
  private final double[] means;
  private final double[] deviations;

  private Standardization(double[] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
  }

  /** Leaves values as they are. */
  static Standardization none(int width) {
    double[] ones = new double[width];
    Arrays.fill(ones, 1);
    return new Standardization(new double[width], ones);
  }

  static Standardization of(TrainingRows rows, int[] selection) {
    int width = rows.featureNames().size();
    double[] means = new double[width];
    double[] deviations = new double[width];
    for (int feature = 0; feature < width; feature++) {
      double sum = 0;
      int count = 0;
      for (int row : selection) {
        float value = rows.value(row, feature);
        if (!Float.isNaN(value)) {
          sum += value;
          count++;
        }
      }
      means[feature] = count == 0 ? 0 : sum / count;
      double squares = 0;
      for (int row : selection) {
        double distance = rows.value(row, feature) - means[feature];
        squares += Double.isNaN(distance) ? 0 : distance * distance;
      }
      deviations[feature] = squares == 0 ? 1 : Math.sqrt(squares / count);
    }
    return new Standardization(means, deviations);
  }

  double apply(int feature, double value) {
    return (value - means[feature]) / deviations[feature];
  }

  void apply(double[] row) {
    for (int i = 0; i < row.length; i++) {
      row[i] = apply(i, row[i]);
    }
  }
}
