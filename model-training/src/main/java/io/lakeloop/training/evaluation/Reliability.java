package io.lakeloop.training.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Whether scores are probabilities: of the rows with a score of 0.3, three in ten are fraud. */
public final class Reliability {
  /** Denser where most transactions are: near 0. */
  private static final double[] EDGES = {
    0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1
  };

  private Reliability() {}

  /**
   * The rows whose score lies in a range.
   *
   * @param fromScore lowest score, inclusive
   * @param toScore highest score, exclusive, but for 1
   * @param rows how many
   * @param meanScore what the model says; NaN without rows
   * @param fraudShare what is true; NaN without rows
   */
  public record Bin(
      double fromScore, double toScore, int rows, double meanScore, double fraudShare) {}

  /**
   * The bins of a reliability diagram.
   *
   * @throws IllegalArgumentException when a score is not between 0 and 1
   */
  public static List<Bin> bins(Predictions predictions) {
    int[] rows = new int[EDGES.length - 1];
    double[] scores = new double[rows.length];
    int[] frauds = new int[rows.length];
    for (int row = 0; row < predictions.size(); row++) {
      int bin = bin(predictions.score(row));
      rows[bin]++;
      scores[bin] += predictions.score(row);
      frauds[bin] += predictions.isFraud(row) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      bins.add(
          new Bin(
              EDGES[i],
              EDGES[i + 1],
              rows[i],
              scores[i] / rows[i],
              rows[i] == 0 ? Double.NaN : (double) frauds[i] / rows[i]));
    }
    return bins;
  }

  private static int bin(double score) {
    if (score < 0 || score > 1) {
      throw new IllegalArgumentException(
          "score %s is no probability; give one between 0 and 1".formatted(score));
    }
    int bin = 0;
    while (bin < EDGES.length - 2 && score >= EDGES[bin + 1]) {
      bin++;
    }
    return bin;
  }

  /** Mean distance of what the model says from what is true, over the bins, weighted by rows. */
  public static double calibrationError(List<Bin> bins) {
    double sum = 0;
    long rows = 0;
    for (Bin bin : bins) {
      if (bin.rows() > 0) {
        sum += bin.rows() * Math.abs(bin.meanScore() - bin.fraudShare());
        rows += bin.rows();
      }
    }
    return rows == 0 ? Double.NaN : sum / rows;
  }

  /** Brier score: the mean squared distance of the score from 1 for fraud and 0 for genuine. */
  static double brier(Predictions predictions, int[] cardWeights) {
    double sum = 0;
    double rows = 0;
    for (int row = 0; row < predictions.size(); row++) {
      int weight = cardWeights[predictions.card(row)];
      double distance = predictions.score(row) - (predictions.isFraud(row) ? 1 : 0);
      sum += weight * distance * distance;
      rows += weight;
    }
    return rows == 0 ? Double.NaN : sum / rows;
  }
}
