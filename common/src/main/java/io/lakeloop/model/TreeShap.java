package io.lakeloop.model;

/**
 * Exact SHAP values of a row, by the paths that training data took ("path dependent"). With the
 * mean of the leaves they sum to what the row's leaves sum to. Takes time in proportion to leaves ×
 * depth² and memory to depth²; see docs/benchmarks.md.
 *
 * <p>Source: Lundberg, Erion, Lee: Consistent Individualized Feature Attribution for Tree
 * Ensembles, 2018, algorithm 2.
 */
final class TreeShap {
  private final PackedTrees trees;
  private final double meanLeaves;

  // The features on the way from the root to a node, each once. A recursion works on a copy of its
  // parent's path, and the copies stand behind one another in these arrays.
  private final int[] feature;
  private final double[] without;
  private final boolean[] with;
  private final double[] weight;
  // 1 / i, because a division takes longer than all else in the inner loops.
  private final double[] inverse;

  TreeShap(PackedTrees trees) {
    this.trees = trees;
    double mean = 0;
    for (int tree = 0; tree < trees.treeCount(); tree++) {
      mean += mean(tree, trees.root(tree));
    }
    meanLeaves = mean;
    int longest = trees.maxDepth() + 2;
    int room = longest * (longest + 1) / 2;
    feature = new int[room];
    without = new double[room];
    with = new boolean[room];
    weight = new double[room];
    inverse = new double[longest + 1];
    for (int i = 1; i <= longest; i++) {
      inverse[i] = 1.0 / i;
    }
  }

  /** What the leaves sum to in the mean over the training data. */
  double meanLeaves() {
    return meanLeaves;
  }

  /** What each feature adds to a row that was {@linkplain PackedTrees#encode encoded}. */
  double[] contributions(int[] row) {
    double[] sums = new double[trees.featureCount()];
    for (int tree = 0; tree < trees.treeCount(); tree++) {
      walk(tree, trees.root(tree), row, sums, new Step(0, 0, -1, 1, true));
    }
    return sums;
  }

  /**
   * Where a recursion stands.
   *
   * @param parent where the parent's path begins
   * @param length how many features it has
   * @param feature the feature to add to it, -1 at the root
   * @param without the share of the training data that comes here if the feature is not known
   * @param with whether the row itself comes here by the feature
   */
  private record Step(int parent, int length, int feature, double without, boolean with) {}

  private void walk(int tree, int node, int[] row, double[] sums, Step step) {
    int length = step.length();
    int begin = step.parent() + length;
    System.arraycopy(feature, step.parent(), feature, begin, length);
    System.arraycopy(without, step.parent(), without, begin, length);
    System.arraycopy(with, step.parent(), with, begin, length);
    System.arraycopy(weight, step.parent(), weight, begin, length);
    extend(begin, length, step);
    if (trees.isLeaf(node)) {
      addLeaf(begin, length, trees.leafValue(node), sums);
      return;
    }
    int asked = trees.feature(node);
    double askedWithout = 1;
    boolean askedWith = true;
    for (int i = begin + 1; i <= begin + length; i++) {
      if (feature[i] == asked) {
        askedWithout = without[i];
        askedWith = with[i];
        remove(begin, length, i);
        length--;
        break;
      }
    }
    int taken = trees.childFor(node, tree, row);
    int right = trees.children(node, tree);
    int other = taken == right ? right + 1 : right;
    length++;
    double takenWithout = askedWithout * trees.share(taken);
    double otherWithout = askedWithout * trees.share(other);
    // A branch that neither the row nor any training data comes to adds nothing.
    if (takenWithout != 0 || askedWith) {
      walk(tree, taken, row, sums, new Step(begin, length, asked, takenWithout, askedWith));
    }
    if (otherWithout != 0) {
      walk(tree, other, row, sums, new Step(begin, length, asked, otherWithout, false));
    }
  }

  /** Gives every feature on the way to a leaf its part of the leaf's value. */
  private void addLeaf(int begin, int length, double leaf, double[] sums) {
    // The same for every feature that leads the row elsewhere: its own share cancels out.
    double elsewhere = 0;
    for (int i = 0; i < length; i++) {
      elsewhere -= weight[begin + i] * inverse[length - i];
    }
    for (int i = begin + 1; i <= begin + length; i++) {
      double part =
          with[i] ? weightWithout(begin, length, without[i]) * (1 - without[i]) : elsewhere;
      sums[feature[i]] += part * (length + 1) * leaf;
    }
  }

  /** The sum of a path's weights, had a feature that leads the row here been taken out of it. */
  private double weightWithout(int begin, int length, double zero) {
    double next = weight[begin + length];
    double total = 0;
    for (int i = length - 1; i >= 0; i--) {
      double kept = next * inverse[i + 1];
      total += kept;
      next = weight[begin + i] - kept * zero * (length - i);
    }
    return total;
  }

  /** Adds a feature at the end of a path and moves the weights of all subsets on. */
  private void extend(int begin, int length, Step step) {
    int end = begin + length;
    feature[end] = step.feature();
    without[end] = step.without();
    with[end] = step.with();
    weight[end] = length == 0 ? 1 : 0;
    for (int i = length - 1; i >= 0; i--) {
      double moved = weight[begin + i] * inverse[length + 1];
      if (step.with()) {
        weight[begin + i + 1] += moved * (i + 1);
      }
      weight[begin + i] = step.without() * moved * (length - i);
    }
  }

  /** Takes a feature out of a path: undoes {@link #extend} for it. */
  private void remove(int begin, int length, int index) {
    double zero = without[index];
    if (with[index]) {
      double next = weight[begin + length];
      for (int i = length - 1; i >= 0; i--) {
        double kept = weight[begin + i];
        weight[begin + i] = next * (length + 1) * inverse[i + 1];
        next = kept - weight[begin + i] * zero * (length - i) * inverse[length + 1];
      }
    } else {
      for (int i = length - 1; i >= 0; i--) {
        weight[begin + i] *= (length + 1) * inverse[length - i] / zero;
      }
    }
    int behind = begin + length - index;
    System.arraycopy(feature, index + 1, feature, index, behind);
    System.arraycopy(without, index + 1, without, index, behind);
    System.arraycopy(with, index + 1, with, index, behind);
  }

  private double mean(int tree, int node) {
    if (trees.isLeaf(node)) {
      return trees.leafValue(node);
    }
    int right = trees.children(node, tree);
    return trees.share(right) * mean(tree, right) + trees.share(right + 1) * mean(tree, right + 1);
  }
}
