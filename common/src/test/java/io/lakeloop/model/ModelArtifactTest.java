package io.lakeloop.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.model.ModelRefusedException.Reason;
import io.lakeloop.model.RuleScorer.Comparison;
import io.lakeloop.model.RuleScorer.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ModelArtifactTest {
  private static final List<String> NAMES = List.of("f0", "f1", "f2");
  private static final String HASH = "0123456789abcdef";
  private static final FeatureSpace SPACE =
      new FeatureSpace("standard", HASH, List.of("f2", "other", "f0", "f1"));
  private static final byte[] TREES = RandomTrees.json(5, 8, 5, 3, "2E-1").getBytes(UTF_8);
  private static final byte[] RULES =
      RuleScorer.write(List.of(new Rule("f1", Comparison.ABOVE, 220, 0.9, "A large amount")));

  @Test
  void comesBackAsItWasWritten() throws Exception {
    ModelManifest manifest = manifest(ModelKind.XGBOOST);

    ModelArtifact read = ModelArtifact.read(ModelArtifact.write(manifest, TREES));

    assertThat(read.manifest()).isEqualTo(manifest);
    assertThat(read.payload()).isEqualTo(TREES);
  }

  @Test
  void keepsEveryCalibration() throws Exception {
    for (Calibration calibration :
        List.of(
            new Calibration.None(),
            new Calibration.Sigmoid(1.0 / 3, -0.1),
            new Calibration.Isotonic(List.of(0.1, 0.1, 0.7), List.of(0.0, 1.0 / 3, 0.9)))) {
      ModelManifest manifest = manifest(ModelKind.RULES, NAMES, calibration);

      ModelArtifact read = ModelArtifact.read(ModelArtifact.write(manifest, RULES));

      assertThat(read.manifest().calibration()).isEqualTo(calibration);
    }
  }

  @Test
  void givesEqualBytesForEqualContents() {
    assertThat(ModelArtifact.write(manifest(ModelKind.XGBOOST), TREES))
        .isEqualTo(ModelArtifact.write(manifest(ModelKind.XGBOOST), TREES.clone()));
    // Artifacts of this format are kept for years: their bytes must not drift.
    assertThat(ModelArtifact.sha256(ModelArtifact.write(manifest(ModelKind.RULES), RULES)))
        .isEqualTo("150766a559833abeaf12ddb6dc3a3dab79466e2f871cf1bd5bd3f8e5481f69c6");
  }

  @Test
  void scoresRowsInTheOrderOfTheFeatureSet() throws Exception {
    byte[] artifact = ModelArtifact.write(manifest(ModelKind.XGBOOST), TREES);
    TreeEnsemble trees = TreeEnsemble.readXgboost(TREES, NAMES);

    try (Model model = ModelLoader.load(artifact, ModelArtifact.sha256(artifact), SPACE)) {
      Scorer scorer = model.scorer();
      assertThat(scorer.featureNames()).isEqualTo(SPACE.featureNames());
      for (double[] row : XgboostFixtures.rows(4, 100, 3)) {
        double[] wider = {row[2], Double.NaN, row[0], row[1]};
        assertThat(scorer.score(wider)).isEqualTo(trees.score(row));
        assertThat(scorer.explain(wider).contributions().toString())
            .isEqualTo(trees.explain(row).contributions().toString());
      }
    }
  }

  @Test
  void calibratesScoresAndComparesThemWithTheThreshold() throws Exception {
    Calibration calibration = new Calibration.Isotonic(List.of(0.0, 1.0), List.of(0.0, 0.5));
    byte[] artifact = ModelArtifact.write(manifest(ModelKind.RULES, NAMES, calibration), RULES);

    Model model = ModelLoader.load(artifact, ModelArtifact.sha256(artifact), SPACE);

    double score = model.scorer().score(new double[] {0, 0, 0, 500});
    assertThat(score).isEqualTo(0.45);
    assertThat(model.alerts(score)).isFalse();
    assertThat(model.alerts(0.5)).isTrue();
  }

  @Test
  void refusesOtherBytesThanTheRegisteredOnes() {
    byte[] artifact = ModelArtifact.write(manifest(ModelKind.XGBOOST), TREES);
    String registered = ModelArtifact.sha256(artifact);
    artifact[artifact.length / 2]++;

    assertRefused(Reason.WRONG_CHECKSUM, () -> ModelLoader.load(artifact, registered, SPACE));
  }

  @Test
  void refusesAModelOfAnotherFeatureSet() {
    byte[] artifact = ModelArtifact.write(manifest(ModelKind.XGBOOST), TREES);

    assertThatThrownBy(() -> load(artifact, new FeatureSpace("handbook", "ffffffff", NAMES)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage(
            "Model card-fraud 7 was trained on the feature set standard with hash %s; here is handbook with ffffffff; train it on this one"
                .formatted(HASH));
    assertRefused(
        Reason.OTHER_FEATURE_SET,
        () -> load(artifact, new FeatureSpace("standard", HASH, List.of("f0", "f1"))));
  }

  @Test
  void refusesTreesOfOtherFeaturesThanTheManifestNames() {
    byte[] artifact =
        ModelArtifact.write(
            manifest(ModelKind.XGBOOST, List.of("f0", "f1"), new Calibration.None()), TREES);

    assertRefused(Reason.OTHER_FEATURE_SET, () -> load(artifact, SPACE));
  }

  @Test
  void refusesWhatIsNoArtifact() throws Exception {
    assertRefused(Reason.UNKNOWN_FORMAT, () -> ModelArtifact.read(TREES));
    assertRefused(Reason.UNKNOWN_FORMAT, () -> ModelArtifact.read(new byte[0]));
    assertRefused(Reason.UNKNOWN_FORMAT, () -> ModelArtifact.read(zip(Map.of("a", TREES))));
    assertRefused(
        Reason.UNKNOWN_FORMAT,
        () ->
            ModelArtifact.read(
                zip(Map.of("manifest.json", "{\"formatVersion\":2}", "payload", ""))));
    assertRefused(
        Reason.CORRUPT,
        () ->
            ModelArtifact.read(
                zip(Map.of("manifest.json", "{\"formatVersion\":1}", "payload", ""))));
  }

  @Test
  void refusesAZipThatUnpacksToMoreThanIsAllowed() throws Exception {
    byte[] bomb = zip(Map.of("payload", new byte[ModelArtifact.MAX_BYTES + 1]));

    assertThat(bomb.length).isLessThan(1 << 20);
    assertRefused(Reason.TOO_LARGE, () -> ModelArtifact.read(bomb));
    assertRefused(
        Reason.TOO_LARGE, () -> ModelArtifact.read(new byte[ModelArtifact.MAX_BYTES + 1]));
  }

  @Test
  void readsAnArtifactThatAnotherToolZipped() throws Exception {
    ModelArtifact written =
        ModelArtifact.read(ModelArtifact.write(manifest(ModelKind.RULES), RULES));
    String json =
        """
        {"formatVersion":1,"name":"card-fraud","version":"7","kind":"rules","featureSet":"standard",
        "featureSetHash":"0123456789abcdef","featureNames":["f0","f1","f2"],"usualValues":[],
        "calibration":{"kind":"none"},"alertThreshold":0.5,"trained":{"seed":"4"}}""";

    ModelArtifact read = ModelArtifact.read(zip(Map.of("manifest.json", json, "payload", RULES)));

    assertThat(read.manifest()).isEqualTo(written.manifest());
  }

  @Test
  void refusesAnArtifactThatWasCutShortAnywhere() {
    byte[] artifact = ModelArtifact.write(manifest(ModelKind.XGBOOST), TREES);
    for (int length = 0; length < artifact.length; length += 1 + length / 50) {
      byte[] cut = Arrays.copyOf(artifact, length);
      assertThatThrownBy(() -> load(cut, SPACE)).isInstanceOf(ModelRefusedException.class);
    }
  }

  @Test
  void refusesOrReadsAnArtifactWithAChangedByteAndNeverFailsOtherwise() {
    byte[] artifact = ModelArtifact.write(manifest(ModelKind.XGBOOST), TREES);
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = artifact.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      try (Model model = load(changed, SPACE)) {
        assertThat(model.scorer().score(new double[4])).isBetween(0.0, 1.0);
      } catch (ModelRefusedException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static Model load(byte[] artifact, FeatureSpace space) throws ModelRefusedException {
    return ModelLoader.load(artifact, ModelArtifact.sha256(artifact), space);
  }

  private static ModelManifest manifest(ModelKind kind) {
    return manifest(kind, NAMES, new Calibration.None());
  }

  private static ModelManifest manifest(
      ModelKind kind, List<String> names, Calibration calibration) {
    return new ModelManifest(
        "card-fraud",
        "7",
        kind,
        "standard",
        HASH,
        names,
        List.of(),
        calibration,
        0.5,
        new TreeMap<>(Map.of("seed", "4")));
  }

  private static byte[] zip(Map<String, Object> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, Object> entry : new TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(
            entry.getValue() instanceof byte[] content
                ? content
                : entry.getValue().toString().getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ModelRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
