package io.lakeloop.model;

import java.util.List;

/**
 * A scorer behind its calibration, with rows that have more features or another order than its own.
 */
final class FittedScorer implements Scorer {
  private final Scorer scorer;
  private final Calibration calibration;
  private final List<String> featureNames;
  private final int[] columns;
  private final boolean sameOrder;
  private final double[] row;

  private FittedScorer(
      Scorer scorer, Calibration calibration, List<String> featureNames, int[] columns) {
    this.scorer = scorer;
    this.calibration = calibration;
    this.featureNames = featureNames;
    this.columns = columns;
    this.sameOrder = scorer.featureNames().equals(featureNames);
    this.row = new double[columns.length];
  }

  /**
   * Fits a scorer to rows.
   *
   * @param columns where each of the scorer's features stands in a row
   */
  static Scorer of(
      Scorer scorer, Calibration calibration, List<String> featureNames, int[] columns) {
    FittedScorer fitted = new FittedScorer(scorer, calibration, featureNames, columns);
    return fitted.sameOrder && calibration instanceof Calibration.None ? scorer : fitted;
  }

  @Override
  public List<String> featureNames() {
    return featureNames;
  }

  @Override
  public double score(double[] features) {
    return calibration.apply(scorer.score(ownRow(features)));
  }

  @Override
  public Explanation explain(double[] features) {
    return scorer.explain(ownRow(features));
  }

  private double[] ownRow(double[] features) {
    Rows.check(features, featureNames);
    if (sameOrder) {
      return features;
    }
    for (int i = 0; i < columns.length; i++) {
      row[i] = features[columns[i]];
    }
    return row;
  }

  @Override
  public void close() {
    scorer.close();
  }
}
