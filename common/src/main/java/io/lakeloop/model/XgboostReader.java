package io.lakeloop.model;

import io.lakeloop.model.TreeEnsemble.Objective;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model that XGBoost saved as JSON or UBJSON. The fields of objects may stand in any order;
 * those that do not bear on scoring are passed over.
 *
 * <p>Source: XGBoost's documentation, "Introduction to Model IO", and its {@code model.schema}.
 */
final class XgboostReader {
  private static final int MAX_TREES = 100_000;

  private final List<String> featureNames;
  private final List<TreeShape> trees = new ArrayList<>();
  private final List<String> namesInModel = new ArrayList<>();
  private String booster = "";
  private String objective = "";
  private String baseScore = "";
  private int featuresInModel = -1;
  private float @Nullable [] treeWeights;

  XgboostReader(List<String> featureNames) {
    this.featureNames = featureNames;
  }

  TreeEnsemble read(byte[] model) throws ModelRefusedException {
    DocumentReader reader = DocumentReader.of(model);
    reader.object(
        name -> {
          if (name.equals("learner")) {
            reader.object(field -> readLearner(reader, field));
          } else {
            reader.skip();
          }
        });
    reader.end();
    checkBooster();
    checkFeatures();
    Objective known = knownObjective();
    return new TreeEnsemble(
        featureNames, PackedTrees.of(weighted(), featureNames.size()), baseMargin(known), known);
  }

  private void readLearner(DocumentReader reader, String name) throws ModelRefusedException {
    switch (name) {
      case "gradient_booster" -> reader.object(field -> readBooster(reader, field));
      case "learner_model_param" -> reader.object(field -> readParameter(reader, field));
      case "feature_names" -> reader.array(() -> namesInModel.add(reader.text()));
      case "objective" ->
          reader.object(
              field -> {
                if (field.equals("name")) {
                  objective = reader.text();
                } else {
                  reader.skip();
                }
              });
      default -> reader.skip();
    }
  }

  private void readParameter(DocumentReader reader, String name) throws ModelRefusedException {
    switch (name) {
      case "base_score" -> baseScore = reader.text();
      case "num_feature" -> featuresInModel = whole(name, reader.text());
      case "num_class", "num_target" -> {
        int count = whole(name, reader.text());
        if (count > 1) {
          throw ModelRefusedException.unsupported(
              "The model has %s %d; train one that tells two classes apart".formatted(name, count));
        }
      }
      default -> reader.skip();
    }
  }

  /** Reads {@code gbtree}, and {@code dart}, which wraps one and weighs its trees. */
  private void readBooster(DocumentReader reader, String name) throws ModelRefusedException {
    switch (name) {
      case "name" -> {
        // Of two names, the outer one is dart's, and may come before or behind the inner one.
        String found = reader.text();
        booster = booster.equals("dart") ? booster : found;
      }
      case "gbtree" -> reader.object(field -> readBooster(reader, field));
      case "weight_drop" -> treeWeights = reader.floats();
      case "model" ->
          reader.object(
              field -> {
                if (field.equals("trees")) {
                  reader.array(() -> readTree(reader));
                } else {
                  reader.skip();
                }
              });
      default -> reader.skip();
    }
  }

  private void readTree(DocumentReader reader) throws ModelRefusedException {
    if (trees.size() == MAX_TREES) {
      throw ModelRefusedException.tooLarge("Trees of the model", trees.size() + 1L, MAX_TREES);
    }
    TreeFields fields = new TreeFields();
    reader.object(field -> fields.read(reader, field));
    trees.add(fields.shape(trees.size()));
  }

  /** The arrays of one tree, as they come. */
  private static final class TreeFields {
    private int[] left = {};
    private int[] right = {};
    private int[] feature = {};
    private int[] missingLeft = {};
    private int[] splitType = {};
    private float[] threshold = {};
    private float[] cover = {};

    void read(DocumentReader reader, String name) throws ModelRefusedException {
      switch (name) {
        case "left_children" -> left = reader.integers();
        case "right_children" -> right = reader.integers();
        case "split_indices" -> feature = reader.integers();
        case "default_left" -> missingLeft = reader.integers();
        case "split_type" -> splitType = reader.integers();
        case "split_conditions" -> threshold = reader.floats();
        case "sum_hessian" -> cover = reader.floats();
        default -> reader.skip();
      }
    }

    TreeShape shape(int index) throws ModelRefusedException {
      for (int type : splitType) {
        if (type != 0) {
          throw ModelRefusedException.unsupported(
              "Tree %d splits by category; train on numbers, such as a category's fraud share"
                  .formatted(index));
        }
      }
      int[] lengths = {right.length, feature.length, missingLeft.length, threshold.length};
      for (int length : lengths) {
        if (length != left.length || cover.length != left.length) {
          throw ModelRefusedException.corrupt(
              "Tree %d has arrays of different lengths (left_children %d, sum_hessian %d, another %d)"
                  .formatted(index, left.length, cover.length, length));
        }
      }
      return new TreeShape(left, right, feature, threshold, missingLeft, cover);
    }
  }

  private void checkBooster() throws ModelRefusedException {
    if (booster.isEmpty()) {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.UNKNOWN_FORMAT,
          "The payload is no XGBoost model, it has no learner.gradient_booster.name; save the"
              + " booster as json or ubj");
    }
    if (!booster.equals("gbtree") && !booster.equals("dart")) {
      throw ModelRefusedException.unsupported(
          "The booster is %s; train with gbtree or dart".formatted(booster));
    }
  }

  private void checkFeatures() throws ModelRefusedException {
    boolean sameNames = namesInModel.isEmpty() || namesInModel.equals(featureNames);
    if (featuresInModel != featureNames.size() || !sameNames) {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.OTHER_FEATURE_SET,
          "The trees were trained on %d features %s, the manifest names %d, %s; write the features"
                  .formatted(featuresInModel, namesInModel, featureNames.size(), featureNames)
              + " of the training set into the manifest, in its order");
    }
  }

  private Objective knownObjective() throws ModelRefusedException {
    return switch (objective) {
      case "binary:logistic", "reg:logistic", "binary:logitraw" -> Objective.LOGISTIC;
      case "reg:squarederror" -> Objective.SQUARED_ERROR;
      default ->
          throw ModelRefusedException.unsupported(
              "The objective is %s, which gives no probability; train with binary:logistic"
                  .formatted(objective.isEmpty() ? "missing" : objective));
    };
  }

  /** The base score is in the objective's own space: a probability for logistic models. */
  private float baseMargin(Objective known) throws ModelRefusedException {
    float base = number(baseScore.replaceFirst("^\\[(.*)]$", "$1"));
    boolean logistic = known == Objective.LOGISTIC && !objective.equals("binary:logitraw");
    if (!logistic) {
      return base;
    }
    if (!(base > 0 && base < 1)) {
      throw ModelRefusedException.corrupt(
          "The base_score %s is no probability between 0 and 1".formatted(baseScore));
    }
    return (float) -Math.log(1.0f / base - 1.0f);
  }

  private List<TreeShape> weighted() throws ModelRefusedException {
    float[] weights = treeWeights;
    if (weights == null) {
      return trees;
    }
    if (weights.length != trees.size()) {
      throw ModelRefusedException.corrupt(
          "The model has %d trees and %d weights".formatted(trees.size(), weights.length));
    }
    for (int t = 0; t < weights.length; t++) {
      TreeShape tree = trees.get(t);
      for (int node = 0; node < tree.left().length; node++) {
        if (tree.left()[node] == -1) {
          tree.threshold()[node] *= weights[t];
        }
      }
    }
    return trees;
  }

  private float number(String text) throws ModelRefusedException {
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as an infinite number is.
    }
    throw ModelRefusedException.unsupported(
        "The base_score is '%s' where one number is due; train with a single target"
            .formatted(text));
  }

  private static int whole(String name, String text) throws ModelRefusedException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ModelRefusedException.corrupt("The %s is '%s', no whole number".formatted(name, text));
    }
  }
}
