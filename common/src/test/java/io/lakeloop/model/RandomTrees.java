package io.lakeloop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Writes models in XGBoost's JSON with trees of random shape, which no training would give. */
final class RandomTrees {
  private final SplittableRandom random;
  private final int features;
  private final List<Integer> left = new ArrayList<>();
  private final List<Integer> right = new ArrayList<>();
  private final List<Integer> parents = new ArrayList<>();
  private final List<Integer> feature = new ArrayList<>();
  private final List<Integer> defaultLeft = new ArrayList<>();
  private final List<Float> threshold = new ArrayList<>();
  private final List<Float> cover = new ArrayList<>();

  private RandomTrees(SplittableRandom random, int features) {
    this.random = random;
    this.features = features;
  }

  static String json(long seed, int trees, int depth, int features, String baseScore) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> written = new ArrayList<>();
    for (int t = 0; t < trees; t++) {
      RandomTrees tree = new RandomTrees(random, features);
      tree.grow(tree.add(Integer.MAX_VALUE, 1000), depth);
      written.add(tree.write(t));
    }
    String zeros = written.stream().map(tree -> "0").collect(Collectors.joining(","));
    return """
        {"learner":{"attributes":{},"feature_names":[],"feature_types":[],"gradient_booster":{"model":{\
        "gbtree_model_param":{"num_parallel_tree":"1","num_trees":"%d"},"iteration_indptr":[%s],\
        "tree_info":[%s],"trees":[%s]},"name":"gbtree"},"learner_model_param":{"base_score":"%s",\
        "boost_from_average":"1","num_class":"0","num_feature":"%d","num_target":"1"},\
        "objective":{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}},\
        "version":[3,0,4]}"""
        .formatted(trees, range(trees + 1), zeros, String.join(",", written), baseScore, features);
  }

  /** Adds a leaf; returns its number. */
  private int add(int parent, float covered) {
    left.add(-1);
    right.add(-1);
    parents.add(parent);
    feature.add(0);
    defaultLeft.add(0);
    cover.add(covered);
    threshold.add((float) random.nextDouble(-0.5, 0.5));
    return left.size() - 1;
  }

  /**
   * Splits a leaf, or not. The right child stands behind the left one, as XGBoost takes for given.
   */
  private void grow(int node, int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      return;
    }
    feature.set(node, random.nextInt(features));
    defaultLeft.set(node, random.nextInt(2));
    threshold.set(node, random.nextInt(-20, 20) / 4.0f);
    float toLeft = (float) (cover.get(node) * random.nextDouble(0.1, 0.9));
    left.set(node, add(node, toLeft));
    right.set(node, add(node, cover.get(node) - toLeft));
    grow(left.get(node), depth - 1);
    grow(right.get(node), depth - 1);
  }

  private String write(int id) {
    String zeros = left.stream().map(node -> "0").collect(Collectors.joining(","));
    // XGBoost reads no whole number where it expects a float.
    String noWeights = left.stream().map(node -> "0.0").collect(Collectors.joining(","));
    return """
        {"base_weights":[%s],"categories":[],"categories_nodes":[],"categories_segments":[],\
        "categories_sizes":[],"default_left":%s,"id":%d,"left_children":%s,"loss_changes":[%s],\
        "parents":%s,"right_children":%s,"split_conditions":%s,"split_indices":%s,"split_type":[%s],\
        "sum_hessian":%s,"tree_param":{"num_deleted":"0","num_feature":"%d","num_nodes":"%d",\
        "size_leaf_vector":"1"}}"""
        .formatted(
            noWeights,
            defaultLeft,
            id,
            left,
            noWeights,
            parents,
            right,
            threshold,
            feature,
            zeros,
            cover,
            features,
            left.size());
  }

  private static String range(int end) {
    StringBuilder numbers = new StringBuilder("0");
    for (int i = 1; i < end; i++) {
      numbers.append(',').append(i);
    }
    return numbers.toString();
  }
}
