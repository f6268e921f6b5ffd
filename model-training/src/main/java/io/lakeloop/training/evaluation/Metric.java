package io.lakeloop.training.evaluation;

/**
 * A figure of a set of predictions, under weights of cards, so that a bootstrap over cards needs no
 * copies of rows.
 */
@FunctionalInterface
interface Metric {
  /**
   * The figure.
   *
   * @param cardWeights how many times each card is there, by its number
   * @return NaN where it is not defined, such as without a fraud
   */
  double value(int[] cardWeights);
}
