package io.lakeloop.training.trainer;

import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.model.TreeEnsemble;
import java.util.List;

/**
 * Trained trees, and what is done to rows before they see them. Scores by the evaluator that the
 * stream job scores with, so that what is measured here holds there.
 */
public final class BoostedTrees {
  private final byte[] model;
  private final List<String> featureNames;
  private final Standardization standardization;

  BoostedTrees(byte[] model, List<String> featureNames, Standardization standardization) {
    this.model = model.clone();
    this.featureNames = List.copyOf(featureNames);
    this.standardization = standardization;
  }

  /** The model as XGBoost saves it, UBJSON; takes standardized rows if it was trained on such. */
  public byte[] bytes() {
    return model.clone();
  }

  /** The features of a row, in order. */
  public List<String> featureNames() {
    return featureNames;
  }

  /** The scores of rows, each between 0 and 1. */
  public double[] scores(TrainingRows rows, int[] selection) {
    TreeEnsemble trees;
    try {
      trees = TreeEnsemble.readXgboost(model, featureNames);
    } catch (ModelRefusedException e) {
      throw new TrainingRefusedException(
          "The trained model cannot be read back: %s; report this".formatted(e.getMessage()), e);
    }
    double[] row = new double[featureNames.size()];
    double[] scores = new double[selection.length];
    for (int i = 0; i < selection.length; i++) {
      rows.copy(selection[i], row);
      standardization.apply(row);
      scores[i] = trees.score(row);
    }
    return scores;
  }
}
