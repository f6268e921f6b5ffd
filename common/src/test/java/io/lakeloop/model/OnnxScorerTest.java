package io.lakeloop.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.model.ModelRefusedException.Reason;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxScorerTest {
  private static final int FEATURES = 6;
  private static final List<String> NAMES = XgboostFixtures.names(FEATURES);

  @ParameterizedTest
  @ValueSource(strings = {"binary:logistic", "reg:squarederror"})
  void scoresExportedTreesAsWeDo(String objective) throws Exception {
    TreeEnsemble trees = trees(objective);

    try (OnnxScorer onnx = OnnxScorer.open(OnnxExport.write(trees), NAMES, List.of())) {
      for (double[] row : XgboostFixtures.rows(8, 300, FEATURES)) {
        assertThat(onnx.score(row)).isCloseTo(trees.score(row), within(1e-5));
      }
    }
  }

  @Test
  void explainsByWhatTheScoreLosesWithoutAFeature() throws Exception {
    TreeEnsemble trees = trees("binary:logistic");
    double[] row = XgboostFixtures.rows(8, 1, FEATURES)[0];
    double[] usual = {0, 0.5, 1, 1.5, 2, 2.5};
    List<Double> usualValues = Arrays.stream(usual).boxed().toList();

    try (OnnxScorer onnx = OnnxScorer.open(OnnxExport.write(trees), NAMES, usualValues)) {
      Explanation explanation = onnx.explain(row);

      assertThat(explanation.baseline()).isCloseTo(trees.score(usual), within(1e-5));
      assertThat(explanation.contributions()).isNotEmpty();
      for (Contribution contribution : explanation.contributions()) {
        double[] without = row.clone();
        int f = NAMES.indexOf(contribution.feature());
        without[f] = usual[f];
        assertThat(contribution.amount())
            .isCloseTo(trees.score(row) - trees.score(without), within(1e-5));
      }
    }
  }

  @Test
  void givesNoExplanationWithoutUsualValues() throws Exception {
    try (OnnxScorer onnx =
        OnnxScorer.open(OnnxExport.write(trees("binary:logistic")), NAMES, List.of())) {
      assertThat(onnx.explain(new double[FEATURES]).contributions()).isEmpty();
    }
  }

  @Test
  void refusesAModelOfOtherFeatures() throws Exception {
    byte[] model = OnnxExport.write(trees("binary:logistic"));

    assertThatThrownBy(() -> OnnxScorer.open(model, XgboostFixtures.names(2), List.of()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("export it with one float tensor of shape [1, 2]");
  }

  @Test
  void refusesBytesThatAreNoModelOrCutShort() throws Exception {
    byte[] model = OnnxExport.write(trees("binary:logistic"));
    List<byte[]> damaged = new ArrayList<>(List.of(new byte[0], "hello".getBytes(UTF_8)));
    for (int length = 1; length < model.length; length += 1 + model.length / 20) {
      damaged.add(Arrays.copyOf(model, length));
    }

    for (byte[] bytes : damaged) {
      assertThatThrownBy(() -> OnnxScorer.open(bytes, NAMES, List.of()))
          .isInstanceOf(ModelRefusedException.class);
    }
  }

  @Test
  void refusesOnnxModelsWhereTheLibraryIsMissing() throws Exception {
    List<URL> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("onnxruntime")) {
        classPath.add(new File(entry).toURI().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(
              () -> {
                try {
                  loader.loadClass(LoadOnnx.class.getName()).getMethod("run").invoke(null);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              })
          .hasMessageContaining(
              "add com.microsoft.onnxruntime:onnxruntime to the job's class path");
    }
  }

  /** Run in a class loader without ONNX Runtime. */
  public static final class LoadOnnx {
    private LoadOnnx() {}

    public static void run() throws ModelRefusedException {
      ModelManifest manifest =
          new ModelManifest(
              "brought",
              "1",
              ModelKind.ONNX,
              "standard",
              "00000000",
              List.of("f0"),
              List.of(),
              new Calibration.None(),
              0.5,
              new TreeMap<>(Map.of()));
      byte[] artifact = ModelArtifact.write(manifest, new byte[] {1});
      FeatureSpace space = new FeatureSpace("standard", "00000000", List.of("f0"));
      try {
        ModelLoader.load(artifact, ModelArtifact.sha256(artifact), space);
      } catch (ModelRefusedException e) {
        assertThat(e.reason()).isEqualTo(Reason.LIBRARY_MISSING);
        throw e;
      }
    }
  }

  private static TreeEnsemble trees(String objective) throws Exception {
    return TreeEnsemble.readXgboost(
        XgboostFixtures.train(FEATURES, 30, Map.of("objective", objective)).toByteArray("ubj"),
        NAMES);
  }
}
