package io.lakeloop.model;

import java.util.List;

/**
 * Boosted trees, evaluated in plain Java. Reads the models that XGBoost saves as JSON or UBJSON,
 * with the boosters {@code gbtree} and {@code dart} and the objectives {@link Objective} names; it
 * refuses categorical splits, several classes and several targets.
 *
 * <p>The margin is the same float that XGBoost computes: values are rounded to floats, compared
 * with {@code <}, a missing value takes its node's default direction, and leaves are added in
 * floats in the order of the trees. Explanations are exact SHAP values in {@linkplain
 * Explanation.Unit#LOG_ODDS log odds}, see {@link TreeShap}.
 */
public final class TreeEnsemble implements Scorer {
  /** What a model was trained for, and so what its margin means. */
  enum Objective {
    /** The margin is the logarithm of the odds. */
    LOGISTIC(Explanation.Unit.LOG_ODDS),
    /** The margin estimates a label of 0 or 1 itself; the score is held between the two. */
    SQUARED_ERROR(Explanation.Unit.SCORE);

    private final Explanation.Unit unit;

    Objective(Explanation.Unit unit) {
      this.unit = unit;
    }
  }

  private final List<String> featureNames;
  private final PackedTrees trees;
  private final float baseMargin;
  private final Objective objective;
  private final TreeShap shap;
  // Kept between calls; this is what confines a scorer to one thread.
  private final int[] row;

  TreeEnsemble(
      List<String> featureNames, PackedTrees trees, float baseMargin, Objective objective) {
    this.featureNames = List.copyOf(featureNames);
    this.trees = trees;
    this.baseMargin = baseMargin;
    this.objective = objective;
    this.shap = new TreeShap(trees);
    this.row = trees.newRow();
  }

  /**
   * Reads a model that XGBoost saved.
   *
   * @param model JSON or UBJSON; told apart by its first bytes
   * @param featureNames the model's features in its order
   * @throws ModelRefusedException if the bytes are no such model, or one that is not supported
   */
  public static TreeEnsemble readXgboost(byte[] model, List<String> featureNames)
      throws ModelRefusedException {
    return new XgboostReader(featureNames).read(model);
  }

  @Override
  public List<String> featureNames() {
    return featureNames;
  }

  @Override
  public double score(double[] features) {
    float margin = margin(features);
    return switch (objective) {
      case LOGISTIC -> Logistic.probability(margin);
      case SQUARED_ERROR -> Math.min(1, Math.max(0, margin));
    };
  }

  /** The sum of the leaves that a row falls into and the base margin. */
  public float margin(double[] features) {
    encode(features);
    return trees.addLeaves(baseMargin, row);
  }

  @Override
  public Explanation explain(double[] features) {
    encode(features);
    double[] amounts = shap.contributions(row);
    double baseline = baseMargin + shap.meanLeaves();
    return Explanation.of(objective.unit, baseline, featureNames, features, amounts);
  }

  PackedTrees trees() {
    return trees;
  }

  float baseMargin() {
    return baseMargin;
  }

  Objective objective() {
    return objective;
  }

  private void encode(double[] features) {
    Rows.check(features, featureNames);
    trees.encode(features, row);
  }
}
