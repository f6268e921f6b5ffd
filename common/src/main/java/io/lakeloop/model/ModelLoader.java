package io.lakeloop.model;

import static io.lakeloop.model.ModelRefusedException.Reason.LIBRARY_MISSING;
import static io.lakeloop.model.ModelRefusedException.Reason.OTHER_FEATURE_SET;
import static io.lakeloop.model.ModelRefusedException.Reason.WRONG_CHECKSUM;

import java.util.List;

/** Makes a model of an artifact's bytes, or refuses them with a reason. Reads no files. */
public final class ModelLoader {
  private ModelLoader() {}

  /**
   * Checks and loads an artifact.
   *
   * @param artifact what {@link ModelArtifact#write} gave
   * @param sha256 the checksum that it was registered with
   * @param features the features that rows will have; the model must have been trained on this very
   *     set, and may use some of it in another order
   * @return a model whose scorer takes rows in the order of {@code features}
   * @throws ModelRefusedException whatever is wrong with the bytes
   */
  public static Model load(byte[] artifact, String sha256, FeatureSpace features)
      throws ModelRefusedException {
    String found = ModelArtifact.sha256(artifact);
    if (!found.equalsIgnoreCase(sha256)) {
      throw new ModelRefusedException(
          WRONG_CHECKSUM,
          "The artifact's SHA-256 is %s, %s was registered; upload the registered bytes, or register these"
              .formatted(found, sha256));
    }
    ModelArtifact read = ModelArtifact.read(artifact);
    ModelManifest manifest = read.manifest();
    int[] columns = columns(manifest, features);
    Scorer scorer = scorer(manifest, read.payload());
    scorer = FittedScorer.of(scorer, manifest.calibration(), features.featureNames(), columns);
    return new Model(manifest, found, scorer);
  }

  private static Scorer scorer(ModelManifest manifest, byte[] payload)
      throws ModelRefusedException {
    List<String> names = manifest.featureNames();
    return switch (manifest.kind()) {
      case XGBOOST -> TreeEnsemble.readXgboost(payload, names);
      case RULES -> RuleScorer.read(payload, names);
      case ONNX -> onnx(payload, manifest);
      case RANDOM_CUT_FOREST -> ForestScorer.read(payload, names);
    };
  }

  private static Scorer onnx(byte[] payload, ModelManifest manifest) throws ModelRefusedException {
    try {
      return OnnxScorer.open(payload, manifest.featureNames(), manifest.usualValues());
    } catch (LinkageError e) {
      throw new ModelRefusedException(
          LIBRARY_MISSING,
          "Model %s %s is ONNX, and ONNX Runtime does not load (%s); add com.microsoft.onnxruntime:onnxruntime to the job's class path"
              .formatted(manifest.name(), manifest.version(), e),
          e);
    }
  }

  /** Where each of the model's features stands in a row. */
  private static int[] columns(ModelManifest manifest, FeatureSpace features)
      throws ModelRefusedException {
    if (!manifest.featureSetHash().equals(features.hash())) {
      throw new ModelRefusedException(
          OTHER_FEATURE_SET,
          "Model %s %s was trained on the feature set %s with hash %s; here is %s with %s; train it on this one"
              .formatted(
                  manifest.name(),
                  manifest.version(),
                  manifest.featureSet(),
                  manifest.featureSetHash(),
                  features.name(),
                  features.hash()));
    }
    int[] columns =
        manifest.featureNames().stream().mapToInt(features.featureNames()::indexOf).toArray();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] < 0) {
        throw new ModelRefusedException(
            OTHER_FEATURE_SET,
            "Model %s %s asks for the feature '%s', which %s does not have; train it on this set"
                .formatted(
                    manifest.name(),
                    manifest.version(),
                    manifest.featureNames().get(i),
                    features.name()));
      }
    }
    return columns;
  }
}
