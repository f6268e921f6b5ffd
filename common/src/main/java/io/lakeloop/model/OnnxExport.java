package io.lakeloop.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes boosted trees as ONNX, to score them outside of Lakeloop: input {@code features}, float of
 * one row or more; output {@code probability}, float, one value a row. Missing values are NaN there
 * too.
 *
 * <p>Source: onnx.proto (IR version 8, opset 15) and the operator {@code TreeEnsembleRegressor} of
 * {@code ai.onnx.ml}, version 3.
 */
public final class OnnxExport {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 15;
  private static final int ML_OPSET = 3;
  private static final int FLOAT_TENSOR = 1;

  private OnnxExport() {}

  /** The bytes of an ONNX model that scores as {@code trees} do, to what floats can tell. */
  public static byte[] write(TreeEnsemble trees) {
    Message graph = new Message();
    graph.message(1, ensemble(trees));
    boolean logistic = trees.objective() == TreeEnsemble.Objective.LOGISTIC;
    graph.message(1, logistic ? sigmoid() : heldBetweenZeroAndOne());
    graph.text(2, "boosted-trees");
    graph.message(11, tensor("features", trees.featureNames().size()));
    graph.message(12, tensor("probability", 1));
    return new Message()
        .number(1, IR_VERSION)
        .text(2, "lakeloop")
        .message(7, graph)
        .message(8, new Message().text(1, "").number(2, OPSET))
        .message(8, new Message().text(1, "ai.onnx.ml").number(2, ML_OPSET))
        .bytes();
  }

  private static Message sigmoid() {
    return new Message().text(1, "margin").text(2, "probability").text(4, "Sigmoid");
  }

  /** HardSigmoid is {@code max(0, min(1, alpha · x + beta))}. */
  private static Message heldBetweenZeroAndOne() {
    return new Message()
        .text(1, "margin")
        .text(2, "probability")
        .text(4, "HardSigmoid")
        .message(5, new Message().text(1, "alpha").number(20, 1).fixed(2, 1))
        .message(5, new Message().text(1, "beta").number(20, 1).fixed(2, 0));
  }

  private static Message tensor(String name, int columns) {
    Message shape =
        new Message()
            .message(1, new Message().text(2, "rows"))
            .message(1, new Message().number(1, columns));
    Message type = new Message().number(1, FLOAT_TENSOR).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, type));
  }

  private static Message ensemble(TreeEnsemble model) {
    PackedTrees trees = model.trees();
    Message node = new Message();
    node.text(1, "features").text(2, "margin").text(4, "TreeEnsembleRegressor");
    node.text(7, "ai.onnx.ml");
    node.message(5, new Message().text(1, "n_targets").number(20, 2).number(3, 1));
    node.message(5, attribute("base_values", 6).fixed(7, model.baseMargin()));
    Message treeIds = attribute("nodes_treeids", 7);
    Message nodeIds = attribute("nodes_nodeids", 7);
    Message features = attribute("nodes_featureids", 7);
    Message values = attribute("nodes_values", 6);
    Message modes = attribute("nodes_modes", 8);
    Message left = attribute("nodes_truenodeids", 7);
    Message right = attribute("nodes_falsenodeids", 7);
    Message missing = attribute("nodes_missing_value_tracks_true", 7);
    Message leafTrees = attribute("target_treeids", 7);
    Message leafNodes = attribute("target_nodeids", 7);
    Message leafTargets = attribute("target_ids", 7);
    Message leafWeights = attribute("target_weights", 6);
    for (int tree = 0; tree < trees.treeCount(); tree++) {
      int root = trees.root(tree);
      for (int place = 0; place < trees.nodeCount(tree); place++) {
        int at = root + place;
        boolean leaf = trees.isLeaf(at);
        int child = leaf ? 0 : trees.children(at, tree) - root;
        treeIds.number(8, tree);
        nodeIds.number(8, place);
        features.number(8, leaf ? 0 : trees.feature(at));
        values.fixed(7, leaf ? 0 : trees.threshold(at));
        modes.text(9, leaf ? "LEAF" : "BRANCH_LT");
        left.number(8, leaf ? 0 : child + 1);
        right.number(8, child);
        missing.number(8, !leaf && trees.missingGoesLeft(at) ? 1 : 0);
        if (leaf) {
          leafTrees.number(8, tree);
          leafNodes.number(8, place);
          leafTargets.number(8, 0);
          leafWeights.fixed(7, trees.leafValue(at));
        }
      }
    }
    Message[] attributes = {
      treeIds,
      nodeIds,
      features,
      values,
      modes,
      left,
      right,
      missing,
      leafTrees,
      leafNodes,
      leafTargets,
      leafWeights
    };
    for (Message attribute : attributes) {
      node.message(5, attribute);
    }
    return node;
  }

  private static Message attribute(String name, int type) {
    return new Message().text(1, name).number(20, type);
  }

  /** A protocol buffer in the making. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint(field << 3);
      varint(value);
      return this;
    }

    Message fixed(int field, float value) {
      varint((field << 3) | 5);
      bytes.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
      return this;
    }

    Message text(int field, String value) {
      return block(field, value.getBytes(UTF_8));
    }

    Message message(int field, Message value) {
      return block(field, value.bytes());
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    private Message block(int field, byte[] value) {
      varint((field << 3) | 2);
      varint(value.length);
      bytes.writeBytes(value);
      return this;
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7FL) != 0) {
        bytes.write((int) ((left & 0x7F) | 0x80));
        left >>>= 7;
      }
      bytes.write((int) left);
    }
  }
}
