package io.lakeloop.detect;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.Calibration;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelKind;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.ModelVersion;
import io.lakeloop.model.RuleScorer;
import io.lakeloop.model.RuleScorer.Comparison;
import io.lakeloop.model.RuleScorer.Rule;
import io.lakeloop.testing.EmbeddedLake;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;

/** Models of one rule, and what happens to them, as the register of a lake holds it. */
final class ModelFixture {
  private final EmbeddedLake lake;
  private int modelEvents;

  ModelFixture(EmbeddedLake lake) {
    this.lake = lake;
  }

  /** A model that scores amounts above a limit. */
  static byte[] artifact(String version, FeatureSet set, double limit, double score) {
    ModelManifest manifest =
        new ModelManifest(
            "test",
            version,
            ModelKind.RULES,
            set.name(),
            set.hash(),
            set.names(),
            List.of(),
            new Calibration.None(),
            0.5,
            new TreeMap<>());
    return ModelArtifact.write(
        manifest,
        RuleScorer.write(
            List.of(new Rule("TX_AMOUNT", Comparison.ABOVE, limit, score, "the amount is high"))));
  }

  void register(String version, double limit, double score) throws Exception {
    register(version, artifact(version, FeatureSets.STANDARD, limit, score), bytes -> {});
  }

  /** Registers bytes, and changes the stored file afterwards. */
  void register(String version, byte[] artifact, Consumer<byte[]> change) throws Exception {
    try (RESTCatalog catalog = lake.openCatalog();
        FileIO io = LakeCatalogLoader.fileIo(lake.lakeSettings())) {
      ModelVersion registered =
          registry(catalog)
              .register(
                  new ModelRegistry.Registration(
                      version,
                      FeatureSets.STANDARD.name(),
                      FeatureSets.STANDARD.hash(),
                      Map.of(),
                      Map.of()),
                  artifact,
                  null,
                  null);
      byte[] changed = artifact.clone();
      change.accept(changed);
      if (!Arrays.equals(changed, artifact)) {
        try (OutputStream out = io.newOutputFile(registered.artifactUri()).createOrOverwrite()) {
          out.write(changed);
        }
      }
    }
  }

  void deleteArtifact(String version) throws Exception {
    try (RESTCatalog catalog = lake.openCatalog();
        FileIO io = LakeCatalogLoader.fileIo(lake.lakeSettings())) {
      io.deleteFile(
          registry(catalog).events().timeline().find(version).orElseThrow().artifactUri());
    }
  }

  /** Records an event as it is, unchecked. */
  void append(ModelEvent.Type type, String version, long effectiveFromMicros) throws Exception {
    try (RESTCatalog catalog = lake.openCatalog()) {
      registry(catalog)
          .append(
              ModelEvent.effective(
                  "event-%04d".formatted(modelEvents++),
                  type,
                  version,
                  modelEvents,
                  effectiveFromMicros,
                  null,
                  null));
    }
  }

  private ModelRegistry registry(RESTCatalog catalog) {
    return new ModelRegistry(catalog, lake.lakeSettings(), Clock.systemUTC());
  }
}
