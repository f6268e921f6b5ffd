package io.lakeloop.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Any model that a team brings as ONNX, run by ONNX Runtime with one thread.
 *
 * <p>The model has one input, a float tensor of one row. Its score is the output whose name has
 * "prob" in it, or else its last output: a float tensor of one value, or of two, of which the
 * second is the probability of fraud. A list of maps, which scikit-learn's converter writes unless
 * told {@code zipmap=False}, is refused. A missing value is passed on as NaN; a model that cannot
 * take NaN gives NaN as the score, which is no alert.
 *
 * <p>Explained by occlusion: how much the score falls when one feature takes its usual value. It
 * costs one run for each feature, and without usual values in the manifest there is no explanation.
 *
 * <p>ONNX Runtime is a large library and optional: without it on the class path, artifacts of this
 * kind are refused.
 */
public final class OnnxScorer implements Scorer {
  private final List<String> featureNames;
  private final List<Double> usualValues;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String input;
  private final String output;
  // Direct memory, so that ONNX Runtime takes the row without a copy.
  private final FloatBuffer row;
  private final double[] occluded;

  private OnnxScorer(
      List<String> featureNames,
      List<Double> usualValues,
      OrtEnvironment environment,
      OrtSession session) {
    this.featureNames = List.copyOf(featureNames);
    this.usualValues = List.copyOf(usualValues);
    this.environment = environment;
    this.session = session;
    this.input = session.getInputNames().iterator().next();
    this.output = scoreOutput(session.getOutputNames());
    int features = featureNames.size();
    this.row =
        ByteBuffer.allocateDirect(Float.BYTES * features)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    this.occluded = new double[features];
  }

  /**
   * Opens a model, and runs it once.
   *
   * @param usualValues each feature's usual value, for explanations; may be empty
   * @throws ModelRefusedException if ONNX Runtime cannot run it, or its input or output is another
   */
  public static OnnxScorer open(byte[] model, List<String> featureNames, List<Double> usualValues)
      throws ModelRefusedException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    OrtSession session = null;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(model, options);
      checkInput(session.getInputInfo(), featureNames.size());
      OnnxScorer scorer = new OnnxScorer(featureNames, usualValues, environment, session);
      scorer.run(new double[featureNames.size()]);
      return scorer;
    } catch (OrtException e) {
      close(session);
      throw new ModelRefusedException(
          ModelRefusedException.Reason.CORRUPT,
          "ONNX Runtime cannot run the model: %s; check it with onnx.checker and export it again"
              .formatted(e.getMessage()),
          e);
    } catch (UnsupportedOperationException e) {
      close(session);
      throw ModelRefusedException.unsupported(String.valueOf(e.getMessage()));
    } catch (ModelRefusedException e) {
      close(session);
      throw e;
    }
  }

  private static void checkInput(Map<String, NodeInfo> inputs, int features)
      throws ModelRefusedException {
    if (inputs.size() == 1
        && inputs.values().iterator().next().getInfo() instanceof TensorInfo info
        && info.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT
        && info.getShape().length == 2
        && info.getShape()[0] <= 1
        && (info.getShape()[1] < 0 || info.getShape()[1] == features)) {
      return;
    }
    throw ModelRefusedException.unsupported(
        "The ONNX model has the inputs %s; export it with one float tensor of shape [1, %d]"
            .formatted(inputs.values(), features));
  }

  private static String scoreOutput(Set<String> outputs) {
    String last = "";
    for (String name : outputs) {
      if (name.toLowerCase(Locale.ROOT).contains("prob")) {
        return name;
      }
      last = name;
    }
    return last;
  }

  @Override
  public List<String> featureNames() {
    return featureNames;
  }

  /** As {@link Scorer#score}, or NaN if the model gives NaN. */
  @Override
  public double score(double[] features) {
    Rows.check(features, featureNames);
    try {
      return Math.min(1, Math.max(0, run(features)));
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed on a row: %s; roll the model back".formatted(e.getMessage()), e);
    }
  }

  private double run(double[] features) throws OrtException {
    for (int f = 0; f < features.length; f++) {
      row.put(f, (float) features[f]);
    }
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(environment, row, new long[] {1, features.length});
        OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
      return probability(result.get(0));
    }
  }

  private double probability(OnnxValue value) {
    if (value instanceof OnnxTensor tensor) {
      FloatBuffer scores = tensor.getFloatBuffer();
      if (scores != null && (scores.remaining() == 1 || scores.remaining() == 2)) {
        return scores.get(scores.remaining() - 1);
      }
    }
    throw new UnsupportedOperationException(
        "The ONNX model's output '%s' is %s; export it as a float tensor of one or two values (scikit-learn: zipmap=False)"
            .formatted(output, value.getInfo()));
  }

  @Override
  public Explanation explain(double[] features) {
    double score = score(features);
    double[] amounts = new double[features.length];
    double usual = Double.NaN;
    if (!usualValues.isEmpty()) {
      System.arraycopy(features, 0, occluded, 0, features.length);
      for (int f = 0; f < features.length; f++) {
        occluded[f] = usualValues.get(f);
        amounts[f] = score - score(occluded);
        occluded[f] = features[f];
      }
      usual = score(usualValues.stream().mapToDouble(Double::doubleValue).toArray());
    }
    return Explanation.of(
        Explanation.Unit.SCORE_WITHOUT_FEATURE, usual, featureNames, features, amounts);
  }

  @Override
  public void close() {
    close(session);
  }

  private static void close(@Nullable OrtSession session) {
    if (session != null) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime could not free a model", e);
      }
    }
  }
}
