package io.lakeloop.model;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.returntypes.DiVector;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * How unusual a row is, by a Random Cut Forest: needs no labels. The score is {@code s / (1 + s)}
 * of the forest's anomaly score {@code s}, which is about 1 for an ordinary row; so ordinary rows
 * score about 0.5, and only a {@linkplain Calibration calibration} makes a probability of it.
 * Scoring never changes the forest.
 *
 * <p>The payload is a sample of the training rows. The forest is grown from it when the model is
 * loaded, always the same from one seed: about a second of work for 50 trees of 256 rows, several
 * for the largest. It keeps artifacts free of the library's own state, whose indices would all have
 * to be checked before they could be trusted.
 *
 * <p>Features are centred and scaled to a deviation of 1 first, because the forest cuts wide
 * features more often. A missing value counts as the mean.
 *
 * <p>Source: Guha, Mishra, Roy, Schrijvers: Robust Random Cut Forest Based Anomaly Detection on
 * Streams, 2016.
 */
public final class ForestScorer implements Scorer {
  /** The most rows that a payload may hold. */
  public static final int MAX_ROWS = 20_000;

  private static final int MAX_TREES = 100;
  private static final int MAX_ROWS_PER_TREE = 1_024;
  // What a standardised value is held within: the forest's boxes must stay finite.
  private static final double FAR = 1e6;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * The payload.
   *
   * @param trees how many trees are grown
   * @param rowsPerTree how many rows of the sample each tree keeps
   * @param seed what the trees' cuts are drawn from
   * @param mean by feature
   * @param deviation by feature, above 0
   * @param rows the sample, centred and scaled
   */
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  private record Sample(
      int trees, int rowsPerTree, long seed, double[] mean, double[] deviation, float[][] rows) {

    void check(int features) throws ModelRefusedException {
      boolean sizes =
          trees >= 1
              && trees <= MAX_TREES
              && rowsPerTree >= 2
              && rowsPerTree <= MAX_ROWS_PER_TREE
              && rows.length >= rowsPerTree
              && rows.length <= MAX_ROWS;
      if (!sizes) {
        throw new ModelRefusedException(
            ModelRefusedException.Reason.TOO_LARGE,
            "The forest has %d trees of %d rows out of %d; at most %d trees, 2 to %d rows to a tree, and that many to %d rows are allowed"
                .formatted(
                    trees, rowsPerTree, rows.length, MAX_TREES, MAX_ROWS_PER_TREE, MAX_ROWS));
      }
      boolean fits = mean.length == features && deviation.length == features;
      for (int f = 0; fits && f < features; f++) {
        fits = Double.isFinite(mean[f]) && deviation[f] > 0 && Double.isFinite(deviation[f]);
      }
      for (int i = 0; fits && i < rows.length; i++) {
        fits = rows[i] != null && rows[i].length == features;
        for (int f = 0; fits && f < features; f++) {
          fits = Math.abs(rows[i][f]) <= FAR;
        }
      }
      if (!fits) {
        throw ModelRefusedException.corrupt(
            "The forest's sample does not have %d finite numbers in every row".formatted(features));
      }
    }
  }

  private final List<String> featureNames;
  private final Sample sample;
  private final RandomCutForest forest;
  private final float[] point;

  private ForestScorer(List<String> featureNames, Sample sample) {
    this.featureNames = List.copyOf(featureNames);
    this.sample = sample;
    this.point = new float[featureNames.size()];
    this.forest =
        RandomCutForest.builder()
            .dimensions(featureNames.size())
            .numberOfTrees(sample.trees())
            .sampleSize(sample.rowsPerTree())
            .outputAfter(1)
            .timeDecay(0)
            .randomSeed(sample.seed())
            .build();
    for (float[] row : sample.rows()) {
      forest.update(row);
    }
  }

  /**
   * Makes a payload of training rows.
   *
   * @param rows a sample of the rows to call ordinary, drawn by the caller; at most {@link
   *     #MAX_ROWS}
   * @param trees 50 to 100 are usual
   * @param rowsPerTree 256 is usual
   * @param seed the same seed grows the same forest
   * @throws IllegalArgumentException if a number is beyond its limit
   */
  public static byte[] write(double[][] rows, int trees, int rowsPerTree, long seed) {
    int features = rows.length == 0 ? 0 : rows[0].length;
    double[] mean = new double[features];
    double[] deviation = new double[features];
    for (int f = 0; f < features; f++) {
      int column = f;
      double[] known =
          Arrays.stream(rows).mapToDouble(row -> row[column]).filter(Double::isFinite).toArray();
      double center = Arrays.stream(known).average().orElse(0);
      double squares = Arrays.stream(known).map(value -> (value - center) * (value - center)).sum();
      mean[f] = center;
      deviation[f] = squares > 0 ? Math.sqrt(squares / known.length) : 1;
    }
    float[][] scaled = new float[rows.length][features];
    for (int i = 0; i < rows.length; i++) {
      standardize(rows[i], mean, deviation, scaled[i]);
    }
    Sample sample = new Sample(trees, rowsPerTree, seed, mean, deviation, scaled);
    try {
      sample.check(features);
      return JSON.writeValueAsBytes(sample);
    } catch (ModelRefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A forest's sample could not be written as JSON", e);
    }
  }

  /** Reads a payload and grows its forest. */
  static ForestScorer read(byte[] json, List<String> featureNames) throws ModelRefusedException {
    try {
      Sample sample = JSON.readValue(json, Sample.class);
      if (sample == null) {
        throw ModelRefusedException.corrupt("The forest's sample is null");
      }
      sample.check(featureNames.size());
      return new ForestScorer(featureNames, sample);
    } catch (JsonProcessingException e) {
      throw unreadable(e, e.getOriginalMessage());
    } catch (IOException e) {
      throw unreadable(e, String.valueOf(e.getMessage()));
    }
  }

  private static ModelRefusedException unreadable(Exception cause, String message) {
    return new ModelRefusedException(
        ModelRefusedException.Reason.CORRUPT,
        "The forest's sample cannot be read: %s; train the forest again".formatted(message),
        cause);
  }

  @Override
  public List<String> featureNames() {
    return featureNames;
  }

  @Override
  public double score(double[] features) {
    double anomaly = forest.getAnomalyScore(point(features));
    return anomaly / (1 + anomaly);
  }

  @Override
  public Explanation explain(double[] features) {
    DiVector parts = forest.getAnomalyAttribution(point(features));
    double[] amounts = new double[features.length];
    for (int f = 0; f < features.length; f++) {
      amounts[f] = parts.getHighLowSum(f);
    }
    return Explanation.of(Explanation.Unit.ANOMALY_SCORE, 0, featureNames, features, amounts);
  }

  private float[] point(double[] features) {
    Rows.check(features, featureNames);
    standardize(features, sample.mean(), sample.deviation(), point);
    return point;
  }

  private static void standardize(
      double[] row, double[] mean, double[] deviation, float[] standardized) {
    for (int f = 0; f < row.length; f++) {
      double value = (row[f] - mean[f]) / deviation[f];
      standardized[f] = Double.isNaN(value) ? 0 : (float) Math.min(FAR, Math.max(-FAR, value));
    }
  }
}
