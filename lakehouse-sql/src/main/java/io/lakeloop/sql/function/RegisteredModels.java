package io.lakeloop.sql.function;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.Model;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.model.ModelVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * The models that a query asks for, loaded from the register when first asked for. Confined to one
 * thread, as scorers are.
 */
final class RegisteredModels implements AutoCloseable {
  private final LakeSettings lake;
  private final Map<String, Model> models = new HashMap<>();

  /** Models of the lake that the job's parameters tell. */
  RegisteredModels(FunctionContext context) {
    Map<String, String> options = new HashMap<>();
    for (ConfigOption<?> option : OptionDocs.declaredBy(LakeOptions.class)) {
      String value = context.getJobParameter(option.key(), "");
      if (!value.isEmpty()) {
        options.put(option.key(), value);
      }
    }
    this.lake =
        OptionReader.read(options, OptionDocs.declaredBy(LakeOptions.class), LakeOptions::read);
  }

  /**
   * A registered model.
   *
   * @throws IllegalArgumentException when no such model is registered, or it is refused
   */
  Model model(String version) {
    return models.computeIfAbsent(version, this::load);
  }

  private Model load(String version) {
    try (RESTCatalog catalog = new LakeCatalogLoader(lake).loadCatalog()) {
      ModelRegistry registry = new ModelRegistry(catalog, lake, Clock.systemUTC());
      List<ModelVersion> known = registry.events().timeline().versions();
      ModelVersion found =
          known.stream()
              .filter(model -> model.version().equals(version))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "model version is '%s', which is not registered; registered are %s"
                              .formatted(
                                  version, known.stream().map(ModelVersion::version).toList())));
      byte[] artifact = registry.artifact(found, ModelArtifact.MAX_BYTES);
      ModelManifest manifest = ModelArtifact.read(artifact).manifest();
      return ModelLoader.load(
          artifact,
          found.sha256(),
          new FeatureSpace(
              manifest.featureSet(), manifest.featureSetHash(), manifest.featureNames()));
    } catch (ModelRefusedException e) {
      throw new IllegalArgumentException("The model " + version + " is refused", e);
    } catch (IOException e) {
      throw new UncheckedIOException("The model " + version + " cannot be read", e);
    }
  }

  /** A row for a model's scorer; what the map does not have is missing. */
  static double[] row(Model model, Map<String, Double> features) {
    List<String> names = model.scorer().featureNames();
    double[] row = new double[names.size()];
    for (int i = 0; i < row.length; i++) {
      Double value = features.get(names.get(i));
      row[i] = value == null ? Double.NaN : value;
    }
    return row;
  }

  @Override
  public void close() {
    models.values().forEach(Model::close);
    models.clear();
  }
}
