package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.Calibration;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelKind;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.RuleScorer;
import io.lakeloop.model.RuleScorer.Comparison;
import io.lakeloop.model.RuleScorer.Rule;
import io.lakeloop.servers.LocalStack;
import io.lakeloop.servers.LocalStackSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsCommandITCase {
  @TempDir private Path directory;

  /** What a command printed, and its exit code. */
  private record Outcome(int exitCode, String output, String errors) {}

  @Test
  void aModelLivesByTheCommands() throws Exception {
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(directory.resolve("lake")))) {
      assertThat(stack.kafka().port()).isPositive();
      assertThat(run("list").output()).startsWith("No models; the declared rules score.");
      register("a", "b");
      refusesOtherBytes();
      changes();
      shows();
    }
  }

  private void register(String... versions) throws Exception {
    for (String version : versions) {
      Path file =
          Files.write(
              directory.resolve(version + ".zip"),
              artifact(version, FeatureSets.STANDARD.hash(), 100));
      for (int time = 0; time < 2; time++) {
        Outcome outcome = run("register", file.toString(), "--metric", "auc_roc=0.87");
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.output()).startsWith("Registered " + version + " as s3://");
      }
    }
  }

  private static byte[] artifact(String version, String featureSetHash, double limit) {
    return ModelArtifact.write(
        new ModelManifest(
            "test",
            version,
            ModelKind.RULES,
            "standard",
            featureSetHash,
            FeatureSets.STANDARD.names(),
            List.of(),
            new Calibration.None(),
            0.5,
            new TreeMap<>()),
        RuleScorer.write(
            List.of(new Rule("TX_AMOUNT", Comparison.ABOVE, limit, 0.9, "the amount is high"))));
  }

  private void refusesOtherBytes() throws Exception {
    Path file = directory.resolve("other.zip");
    Files.write(file, artifact("a", FeatureSets.STANDARD.hash(), 200));
    Outcome other = run("register", file.toString());
    assertThat(other.exitCode()).isEqualTo(Lakeloop.USAGE);
    assertThat(other.errors()).contains("give the new file another version");
    Files.write(file, artifact("c", "0123456789abcdef", 200));
    assertThat(run("register", file.toString()).errors())
        .contains("0123456789abcdef", "train it on this one", "other_feature_set");
    Files.writeString(file, "this is no model");
    assertThat(run("register", file.toString()).errors()).contains("is no model artifact");
  }

  private void changes() {
    assertThat(run("promote", "a", "--at", "2018-08-01T00:00:00Z").errors())
        .contains("would change from a time that has passed");
    assertThat(run("promote", "a", "--at", "2018-08-01T00:00:00Z", "--allow-past").output())
        .startsWith("a is the champion from 2018-08-01T00:00:00Z")
        .contains("That is in the past");
    assertThat(run("promote", "b", "--feature-set", "handbook").errors())
        .contains("was trained on feature set standard");
    assertThat(run("challenge", "b", "--at", "2100-01-01T00:00:00Z").output())
        .startsWith("b scores in shadow from 2100-01-01T00:00:00Z");
    assertThat(run("list").output())
        .containsPattern("a +champion +standard +auc_roc=0.8700")
        .containsPattern("b +registered, challenger from 2100-01-01T00:00:00Z");
    Outcome promoted =
        run("promote", "b", "--at", "2100-01-02T00:00:00Z", "--reason", "better", "--actor", "x");
    assertThat(promoted.exitCode()).as(promoted.errors()).isZero();
    assertThat(run("rollback", "--at", "2100-01-03T00:00:00Z").output())
        .startsWith("b gives way to a from 2100-01-03T00:00:00Z");
    assertThat(run("rollback", "--at", "2100-01-03T00:00:00Z").errors())
        .contains("there is none before it to roll back to");
    assertThat(run("retire", "a", "--at", "2100-01-04T00:00:00Z").output())
        .startsWith("a is retired from 2100-01-04T00:00:00Z");
  }

  private void shows() throws Exception {
    assertThat(run("show", "b").output())
        .contains("feature set  standard ")
        .contains("promoted from 2100-01-02T00:00:00Z by x: better")
        .contains("rolled_back from 2100-01-03T00:00:00Z");
    assertThat(run("show", "c").errors()).contains("model version is c, which is not registered");
    JsonNode later =
        new ObjectMapper().readTree(run("list", "--json", "--at", "2100-01-02T12:00:00Z").output());
    assertThat(later.get(0).get("version").asText()).isEqualTo("a");
    assertThat(later.get(1).get("state").asText()).isEqualTo("champion");
    assertThat(later.get(1).get("metrics").get("auc_roc").asDouble()).isEqualTo(0.87);
    JsonNode shown = new ObjectMapper().readTree(run("show", "a", "--json").output());
    assertThat(shown.get("events")).hasSize(3);
  }

  private Outcome run(String command, String... more) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine commandLine =
        Lakeloop.commandLine()
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(errors, true));
    List<String> arguments = new ArrayList<>(List.of("models", command));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--data-dir", directory.resolve("lake").toString()));
    return new Outcome(
        commandLine.execute(arguments.toArray(String[]::new)),
        output.toString(),
        errors.toString());
  }
}
