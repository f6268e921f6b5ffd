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
  private final double[] with;
  private final double[] weight;

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
    with = new double[room];
    weight = new double[room];
  }

  /** What the leaves sum to in the mean over the training data. */
  double meanLeaves() {
    return meanLeaves;
  }

  /** What each feature adds to a row that was {@linkplain PackedTrees#encode encoded}. */
  double[] contributions(int[] row) {
    double[] sums = new double[trees.featureCount()];
    for (int tree = 0; tree < trees.treeCount(); tree++) {
      walk(tree, trees.root(tree), row, sums, new Step(0, 0, -1, 1, 1));
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
   * @param with 1 if the row comes here by the feature, else 0
   */
  private record Step(int parent, int length, int feature, double without, double with) {}

  private void walk(int tree, int node, int[] row, double[] sums, Step step) {
    int length = step.length();
    int begin = step.parent() + length;
    System.arraycopy(feature, step.parent(), feature, begin, length);
    System.arraycopy(without, step.parent(), without, begin, length);
    System.arraycopy(with, step.parent(), with, begin, length);
    System.arraycopy(weight, step.parent(), weight, begin, length);
    extend(begin, length, step);
    if (trees.isLeaf(node)) {
      double leaf = trees.leafValue(node);
      for (int i = begin + 1; i <= begin + length; i++) {
        sums[feature[i]] += weightWithout(begin, length, i) * (with[i] - without[i]) * leaf;
      }
      return;
    }
    int asked = trees.feature(node);
    double askedWithout = 1;
    double askedWith = 1;
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
    if (takenWithout != 0 || askedWith != 0) {
      walk(tree, taken, row, sums, new Step(begin, length, asked, takenWithout, askedWith));
    }
    if (otherWithout != 0) {
      walk(tree, other, row, sums, new Step(begin, length, asked, otherWithout, 0));
    }
  }

  /** Adds a feature at the end of a path and moves the weights of all subsets on. */
  private void extend(int begin, int length, Step step) {
    int end = begin + length;
    feature[end] = step.feature();
    without[end] = step.without();
    with[end] = step.with();
    weight[end] = length == 0 ? 1 : 0;
    for (int i = length - 1; i >= 0; i--) {
      double moved = weight[begin + i] / (length + 1);
      weight[begin + i + 1] += step.with() * moved * (i + 1);
      weight[begin + i] = step.without() * moved * (length - i);
    }
  }

  /** Takes a feature out of a path: undoes {@link #extend} for it. */
  private void remove(int begin, int length, int index) {
    double one = with[index];
    double zero = without[index];
    double next = weight[begin + length];
    for (int i = length - 1; i >= 0; i--) {
      if (one != 0) {
        double kept = weight[begin + i];
        weight[begin + i] = next * (length + 1) / ((i + 1) * one);
        next = kept - weight[begin + i] * zero * (length - i) / (length + 1);
      } else {
        weight[begin + i] = weight[begin + i] * (length + 1) / (zero * (length - i));
      }
    }
    int behind = begin + length - index;
    System.arraycopy(feature, index + 1, feature, index, behind);
    System.arraycopy(without, index + 1, without, index, behind);
    System.arraycopy(with, index + 1, with, index, behind);
  }

  /** The sum of a path's weights, had a feature been taken out of it. */
  private double weightWithout(int begin, int length, int index) {
    double one = with[index];
    double zero = without[index];
    double next = weight[begin + length];
    double total = 0;
    for (int i = length - 1; i >= 0; i--) {
      if (one != 0) {
        double kept = next / ((i + 1) * one);
        total += kept;
        next = weight[begin + i] - kept * zero * (length - i);
      } else {
        total += weight[begin + i] / (zero * (length - i));
      }
    }
    return total * (length + 1);
  }

  private double mean(int tree, int node) {
    if (trees.isLeaf(node)) {
      return trees.leafValue(node);
    }
    int right = trees.children(node, tree);
    return trees.share(right) * mean(tree, right) + trees.share(right + 1) * mean(tree, right + 1);
  }
}
