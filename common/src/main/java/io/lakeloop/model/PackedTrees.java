package io.lakeloop.model;

import java.util.Arrays;
import java.util.List;

/**
 * Binary decision trees in one array, laid out for walking.
 *
 * <p>A node is one {@code long}: its threshold (upper 32 bits), the slot of the row that it
 * compares (14 bits), and the place of its right child within the tree (18 bits); the left child
 * stands behind the right one. Nodes of a tree stand breadth first. Two devices make a step free of
 * branches, so that the processor walks several trees at once instead of guessing directions:
 *
 * <ul>
 *   <li>Values and thresholds are compared as integers that sort as the floats do. A row has two
 *       slots for each feature, one for nodes that send a missing value left and one for those that
 *       send it right, and a missing value is the least or the greatest integer there.
 *   <li>A leaf compares slot 0, which is never below anything, and its right child is itself. So a
 *       tree is walked for as many steps as it is deep, and the leaf's value stands in the place of
 *       the threshold.
 * </ul>
 *
 * <p>Measured with 100 trees of depth 6 on 30 features: see docs/benchmarks.md.
 */
final class PackedTrees {
  /** Slots have 14 bits, two for each feature and one for leaves. */
  static final int MAX_FEATURES = (1 << 13) - 1;

  static final int MAX_NODES_PER_TREE = 1 << 18;

  /** 32 MB of nodes. */
  static final int MAX_NODES = 1 << 22;

  /** Bounds the time of one walk and the memory of an explanation. */
  static final int MAX_DEPTH = 256;

  private static final int SLOT_SHIFT = 18;
  private static final int SLOT_MASK = (1 << 14) - 1;
  private static final int CHILD_MASK = (1 << 18) - 1;

  private final int features;
  private final long[] nodes;
  private final float[] share;
  private final int[] roots;
  private final int[] depths;
  private final int[] depthsOfFour;
  private int nodeCount;

  private PackedTrees(int features, int trees, int nodes) {
    this.features = features;
    this.nodes = new long[nodes];
    this.share = new float[nodes];
    this.roots = new int[trees];
    this.depths = new int[trees];
    this.depthsOfFour = new int[(trees + 3) / 4];
  }

  /**
   * Packs trees, and checks them: every node is reached from the root once, and everything is
   * within its bounds.
   */
  static PackedTrees of(List<TreeShape> trees, int features) throws ModelRefusedException {
    if (features < 1 || features > MAX_FEATURES) {
      throw ModelRefusedException.tooLarge("Features of the model", features, MAX_FEATURES);
    }
    long nodes = 0;
    for (TreeShape tree : trees) {
      nodes += tree.left().length;
    }
    if (nodes > MAX_NODES) {
      throw ModelRefusedException.tooLarge("Nodes of all trees", nodes, MAX_NODES);
    }
    PackedTrees packed = new PackedTrees(features, trees.size(), (int) nodes);
    int root = 0;
    for (int t = 0; t < trees.size(); t++) {
      root = packed.add(t, root, trees.get(t));
    }
    packed.nodeCount = root;
    return packed;
  }

  /** Packs one tree from {@code root} on; returns the place behind it. */
  private int add(int index, int root, TreeShape tree) throws ModelRefusedException {
    int count = tree.left().length;
    if (count > MAX_NODES_PER_TREE) {
      throw ModelRefusedException.tooLarge("Nodes of tree " + index, count, MAX_NODES_PER_TREE);
    }
    if (count == 0) {
      throw ModelRefusedException.corrupt("Tree " + index + " has no nodes");
    }
    // The old number of each node in its new place. Nodes that pruning left behind have none.
    int[] order = new int[count];
    boolean[] reached = new boolean[count];
    int placed = 1;
    int depth = 0;
    int levelEnd = 1;
    roots[index] = root;
    share[root] = 1;
    for (int place = 0; place < placed; place++) {
      if (place == levelEnd) {
        depth++;
        levelEnd = placed;
      }
      int node = order[place];
      int left = tree.left()[node];
      int right = tree.right()[node];
      if (left == -1 && right == -1) {
        nodes[root + place] = leaf(tree.threshold()[node], place);
        continue;
      }
      boolean within = left >= 1 && right >= 1 && left < count && right < count && left != right;
      if (!within || reached[left] || reached[right]) {
        throw ModelRefusedException.corrupt(
            "Node %d of tree %d has the children %d and %d of %d nodes, which make no tree"
                .formatted(node, index, left, right, count));
      }
      reached[left] = true;
      reached[right] = true;
      nodes[root + place] = split(index, tree, node, placed);
      float ofRight = rightShare(index, tree.cover()[left], tree.cover()[right]);
      share[root + placed] = ofRight;
      share[root + placed + 1] = 1 - ofRight;
      order[placed++] = right;
      order[placed++] = left;
    }
    if (depth > MAX_DEPTH) {
      throw ModelRefusedException.tooLarge("Depth of tree " + index, depth, MAX_DEPTH);
    }
    depths[index] = depth;
    depthsOfFour[index >> 2] = Math.max(depthsOfFour[index >> 2], depth);
    return root + placed;
  }

  private static long leaf(float value, int place) {
    return ((long) Float.floatToRawIntBits(value) << 32) | place;
  }

  private long split(int index, TreeShape tree, int node, int child) throws ModelRefusedException {
    int feature = tree.feature()[node];
    float threshold = tree.threshold()[node];
    if (feature < 0 || feature >= features || Float.isNaN(threshold)) {
      throw ModelRefusedException.corrupt(
          "Node %d of tree %d asks whether feature %d of %d is below %s"
              .formatted(node, index, feature, features, threshold));
    }
    int slot = 1 + 2 * feature + (tree.missingLeft()[node] == 0 ? 1 : 0);
    return ((long) sortable(threshold) << 32) | ((long) slot << SLOT_SHIFT) | child;
  }

  private static float rightShare(int index, float left, float right) throws ModelRefusedException {
    double both = (double) left + right;
    if (!(left >= 0 && right >= 0 && both < Double.POSITIVE_INFINITY)) {
      throw ModelRefusedException.corrupt(
          "Tree %d has a node with the covers %s and %s".formatted(index, left, right));
    }
    return both == 0 ? 0.5f : (float) (right / both);
  }

  /** An integer that sorts as the float does; both zeros are one. */
  private static int sortable(float value) {
    int bits = Float.floatToRawIntBits(value + 0.0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  int featureCount() {
    return features;
  }

  int treeCount() {
    return roots.length;
  }

  int maxDepth() {
    return Arrays.stream(depths).max().orElse(0);
  }

  /** An empty row for {@link #encode}. */
  int[] newRow() {
    int[] row = new int[1 + 2 * features];
    row[0] = Integer.MAX_VALUE;
    return row;
  }

  /** Writes feature values into a row; as XGBoost does, after rounding them to floats. */
  void encode(double[] values, int[] row) {
    for (int f = 0; f < values.length; f++) {
      float value = (float) values[f];
      boolean missing = Float.isNaN(value);
      int key = sortable(value);
      row[1 + 2 * f] = missing ? Integer.MIN_VALUE : key;
      row[2 + 2 * f] = missing ? Integer.MAX_VALUE : key;
    }
  }

  /** Adds the leaves that a row falls into, tree by tree, in floats, as XGBoost does. */
  float addLeaves(float start, int[] row) {
    float sum = start;
    int t = 0;
    // Four trees at once, each for as many steps as the deepest takes: standing on a leaf is free.
    for (; t + 3 < roots.length; t += 4) {
      int rootA = roots[t];
      int rootB = roots[t + 1];
      int rootC = roots[t + 2];
      int rootD = roots[t + 3];
      int a = 0;
      int b = 0;
      int c = 0;
      int d = 0;
      for (int steps = depthsOfFour[t >> 2]; steps > 0; steps--) {
        a = next(nodes[rootA + a], row);
        b = next(nodes[rootB + b], row);
        c = next(nodes[rootC + c], row);
        d = next(nodes[rootD + d], row);
      }
      sum += leafValue(rootA + a);
      sum += leafValue(rootB + b);
      sum += leafValue(rootC + c);
      sum += leafValue(rootD + d);
    }
    for (; t < roots.length; t++) {
      int place = 0;
      for (int steps = depths[t]; steps > 0; steps--) {
        place = next(nodes[roots[t] + place], row);
      }
      sum += leafValue(roots[t] + place);
    }
    return sum;
  }

  private static int next(long node, int[] row) {
    long difference = row[(int) (node >>> SLOT_SHIFT) & SLOT_MASK] - (node >> 32);
    return (int) (node & CHILD_MASK) + (int) (difference >>> 63);
  }

  // What an explanation asks: nodes by their place in the whole array.

  int root(int tree) {
    return roots[tree];
  }

  boolean isLeaf(int node) {
    return slot(node) == 0;
  }

  float leafValue(int node) {
    return Float.intBitsToFloat((int) (nodes[node] >> 32));
  }

  int feature(int node) {
    return (slot(node) - 1) >> 1;
  }

  float threshold(int node) {
    int key = (int) (nodes[node] >> 32);
    return Float.intBitsToFloat(key ^ ((key >> 31) & Integer.MAX_VALUE));
  }

  boolean missingGoesLeft(int node) {
    return (slot(node) & 1) == 1;
  }

  /** How many nodes a tree has. */
  int nodeCount(int tree) {
    return (tree + 1 < roots.length ? roots[tree + 1] : nodeCount) - roots[tree];
  }

  /** The place of a node's right child; the left one stands behind it. */
  int children(int node, int tree) {
    return roots[tree] + (int) (nodes[node] & CHILD_MASK);
  }

  /** The child that a row goes to. */
  int childFor(int node, int tree, int[] row) {
    return roots[tree] + next(nodes[node], row);
  }

  /** The share of a node's training data that came from its parent, between 0 and 1. */
  float share(int node) {
    return share[node];
  }

  private int slot(int node) {
    return (int) (nodes[node] >>> SLOT_SHIFT) & SLOT_MASK;
  }
}
