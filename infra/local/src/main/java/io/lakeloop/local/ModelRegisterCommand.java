package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.ModelRegistry.Registration;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "The same file again changes nothing.",
      "",
      "Example:",
      "  lakeloop models register fraud.zip --model-version fraud-2018-08-01-1 \\",
      "      --feature-set standard --metric auc_roc=0.871"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ModelRegisterCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;
  @Mixin private ManifestOptions manifest;
  @Mixin private ModelChangeCommands.ReasonOptions reason;

  @Parameters(paramLabel = "FILE", description = "The artifact.")
  private Path file;

  @Spec private CommandSpec spec;

  /** What is to be known of an artifact. */
  static final class ManifestOptions {
    @Option(
        names = "--model-version",
        paramLabel = "VERSION",
        required = true,
        description = "Its name, such as fraud-2018-08-01-1.")
    private String version;

    @Option(
        names = "--feature-set",
        paramLabel = "NAME",
        defaultValue = "standard",
        description = "What it was trained on (default: ${DEFAULT-VALUE}).")
    private String featureSet;

    @Option(
        names = "--feature-set-hash",
        paramLabel = "HASH",
        description = "Hash of that set (default: that of the set of this name in this release).")
    private @Nullable String featureSetHash;

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

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ManifestOptions() {}

    Registration registration() {
      String hash = featureSetHash == null ? FeatureSets.of(featureSet).hash() : featureSetHash;
      return new Registration(version, featureSet, hash, metrics, trainingSnapshots);
    }
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "FILE is '%s', which is no file; name a model's artifact".formatted(file));
    }
    Registration what = manifest.registration();
    byte[] artifact = Files.readAllBytes(file);
    ModelVersion model =
        ModelsCommand.withRegistry(
            stack, registry -> registry.register(what, artifact, reason.reason(), reason.actor()));
    spec.commandLine()
        .getOut()
        .printf("Registered %s as %s%n", model.version(), model.artifactUri());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
