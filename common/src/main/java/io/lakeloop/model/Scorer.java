package io.lakeloop.model;

import java.util.List;

/**
 * Scores rows of features. A scorer is confined to one thread: it may keep arrays between calls.
 * Threads that score at the same time load the artifact once each. It does not decide: the
 * threshold above which a score is an alert is the {@linkplain ModelManifest#alertThreshold()
 * manifest's}.
 *
 * <p>A row has one value for each of {@link #featureNames()}, in that order. NaN means that the
 * value is missing.
 */
public interface Scorer extends AutoCloseable {
  /** The features of a row, in the order of its values. */
  List<String> featureNames();

  /**
   * The score of a row, between 0 and 1: how likely the event is what the model looks for. The row
   * is not changed.
   *
   * @throws IllegalArgumentException if the row has another number of values than {@link
   *     #featureNames()}
   */
  double score(double[] features);

  /**
   * What each feature added to a row's score. Dearer than scoring, and meant for the few rows that
   * become alerts.
   *
   * @throws IllegalArgumentException if the row has another number of values than {@link
   *     #featureNames()}
   */
  Explanation explain(double[] features);

  /** Frees native memory, where a scorer has some. */
  @Override
  default void close() {}
}
