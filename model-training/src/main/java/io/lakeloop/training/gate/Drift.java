package io.lakeloop.training.gate;

import java.util.Arrays;

/**
 * How far two samples of one quantity differ: the population stability index over ten bins of the
 * first sample's quantiles, missing values being a bin of their own. Below 0.1 nothing moved, above
 * 0.25 much did.
 *
 * <p>Source: Siddiqi: Credit Risk Scorecards, 2006, chapter 9.
 */
public final class Drift {
  private static final int BINS = 10;

  private Drift() {}

  /**
   * The index, 0 or more; 0 when a sample is empty.
   *
   * @param before what bins are made of; NaN is missing
   * @param after what is compared; NaN is missing
   */
  public static double index(double[] before, double[] after) {
    if (before.length == 0 || after.length == 0) {
      return 0;
    }
    double[] edges = edges(before);
    double[] expected = shares(before, edges);
    double[] found = shares(after, edges);
    double index = 0;
    for (int bin = 0; bin < expected.length; bin++) {
      index += (found[bin] - expected[bin]) * Math.log(found[bin] / expected[bin]);
    }
    return index;
  }

  /** The upper edges of all bins but the last: values, each once. */
  private static double[] edges(double[] sample) {
    double[] known = Arrays.stream(sample).filter(value -> !Double.isNaN(value)).sorted().toArray();
    double[] edges = new double[known.length == 0 ? 0 : BINS - 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = known[(int) ((long) (i + 1) * (known.length - 1) / BINS)];
    }
    return Arrays.stream(edges).distinct().toArray();
  }

  /** Half a row is added to each bin, so that an empty one has a finite logarithm. */
  private static double[] shares(double[] sample, double[] edges) {
    double[] counts = new double[edges.length + 2];
    Arrays.fill(counts, 0.5);
    for (double value : sample) {
      int found = Arrays.binarySearch(edges, value);
      int bin = Double.isNaN(value) ? edges.length + 1 : found < 0 ? -found - 1 : found;
      counts[bin]++;
    }
    double sum = sample.length + counts.length / 2.0;
    return Arrays.stream(counts).map(count -> count / sum).toArray();
  }
}
