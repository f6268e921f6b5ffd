package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.ModelRegistry.Registration;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.model.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lakeloop models register}. */
@Command(
    name = "register",
    mixinStandardHelpOptions = true,
    description =
        "Puts a model's artifact into the lake and makes it known; it does not score yet.",
    footer = {
      "",
      "Its version and feature set are in the file. It is loaded once, as the detect job",
      "would, and refused here if it cannot be used. The same file again changes nothing.",
      "",
      "Example:",
      "  lakeloop models register fraud.zip --metric auc_roc=0.871"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ModelRegisterCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;
  @Mixin private ModelChangeCommands.ReasonOptions reason;

  @Parameters(paramLabel = "FILE", description = "The artifact, as training writes it.")
  private Path file;

  @Spec private CommandSpec spec;

  @Option(
      names = "--metric",
      paramLabel = "NAME=VALUE",
      description = "What was measured; may be given several times.")
  private Map<String, Double> metrics = new LinkedHashMap<>();

  @Option(
      names = "--training-snapshot",
      paramLabel = "TABLE=ID",
      description = "A table's snapshot that it was trained on; may be given several times.")
  private Map<String, Long> trainingSnapshots = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "FILE is '%s', which is no file; name a model's artifact".formatted(file));
    }
    byte[] artifact = Files.readAllBytes(file);
    ModelManifest manifest = check(artifact);
    Registration what =
        new Registration(
            manifest.version(),
            manifest.featureSet(),
            manifest.featureSetHash(),
            metrics,
            trainingSnapshots);
    ModelVersion model =
        ModelsCommand.withRegistry(
            stack, registry -> registry.register(what, artifact, reason.reason(), reason.actor()));
    spec.commandLine()
        .getOut()
        .printf("Registered %s as %s%n", model.version(), model.artifactUri());
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** What an artifact says of its model, which is loaded as the detect job would load it. */
  private ModelManifest check(byte[] artifact) {
    try {
      ModelManifest manifest = ModelArtifact.read(artifact).manifest();
      FeatureSet set = FeatureSets.of(manifest.featureSet());
      ModelLoader.load(
              artifact,
              ModelArtifact.sha256(artifact),
              new FeatureSpace(set.name(), set.hash(), set.names()))
          .close();
      return manifest;
    } catch (ModelRefusedException e) {
      throw new IllegalArgumentException(
          "FILE is '%s': %s (%s)".formatted(file, e.getMessage(), e.reason().code()), e);
    }
  }
}
