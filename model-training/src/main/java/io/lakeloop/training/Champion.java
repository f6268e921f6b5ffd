package io.lakeloop.training;

import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.model.FallbackRules;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.Model;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.model.ModelVersion;
import io.lakeloop.model.Scorer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate must beat: the champion, or the rules that decide without one.
 *
 * @param version its version; empty when there is no champion
 * @param scorer scores rows of the run's feature set; the rules when it cannot be loaded
 * @param trainedToEpochDay the day behind the last one that it was trained on; {@code
 *     Integer.MIN_VALUE} when it does not tell, and then it may be flattered, never harmed
 * @param obstacle why it cannot be compared with; empty when it can
 */
record Champion(String version, Scorer scorer, int trainedToEpochDay, String obstacle) {
  /** The entry of a manifest that says until which day, exclusive, a model was trained. */
  static final String TRAINED_TO = "trained-to";

  static Champion of(Optional<ModelVersion> champion, FeatureSet features, ModelRegistry registry)
      throws IOException {
    Scorer rules = FallbackRules.of(features.names());
    if (champion.isEmpty()) {
      return new Champion("", rules, Integer.MIN_VALUE, "");
    }
    ModelVersion version = champion.get();
    try {
      byte[] artifact = registry.artifact(version, ModelArtifact.MAX_BYTES);
      Model model = ModelLoader.load(artifact, version.sha256(), space(features));
      return new Champion(
          version.version(),
          model.scorer(),
          trainedTo(model.manifest().trained().get(TRAINED_TO)),
          "");
    } catch (ModelRefusedException e) {
      return new Champion(
          version.version(),
          rules,
          Integer.MIN_VALUE,
          "the champion %s cannot score these features, so that nothing can be compared: %s"
              .formatted(version.version(), e.getMessage()));
    }
  }

  static FeatureSpace space(FeatureSet features) {
    return new FeatureSpace(features.name(), features.hash(), features.names());
  }

  /** What people read. */
  String label() {
    return version.isEmpty() ? FallbackRules.VERSION : version;
  }

  private static int trainedTo(@Nullable String day) {
    try {
      return day == null ? Integer.MIN_VALUE : Math.toIntExact(LocalDate.parse(day).toEpochDay());
    } catch (DateTimeException e) {
      return Integer.MIN_VALUE;
    }
  }
}
