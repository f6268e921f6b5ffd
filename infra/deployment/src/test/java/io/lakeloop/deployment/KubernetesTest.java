package io.lakeloop.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests as the operator's and Kubernetes' own classes see them. Nothing is applied here.
 */
class KubernetesTest {
  private static final Path FOLDER = Repository.INFRA.resolve("kubernetes");
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "FlinkDeployment", FlinkDeployment.class,
          "CronJob", CronJob.class,
          "ServiceAccount", ServiceAccount.class,
          "Role", Role.class,
          "RoleBinding", RoleBinding.class,
          "PodDisruptionBudget", PodDisruptionBudget.class,
          "NetworkPolicy", NetworkPolicy.class,
          "Namespace", Namespace.class,
          "ConfigMap", ConfigMap.class);
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(new NothingIgnored());

  /** The model classes keep or ignore fields that they do not know; here these are errors. */
  private static final class NothingIgnored extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated annotated) {
      return JsonIgnoreProperties.Value.empty();
    }
  }

  private static List<JsonNode> manifests(Path folder) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (Path file : Repository.files(folder, ".yaml")) {
      for (JsonNode document : Repository.yaml(file)) {
        if (!document.path("kind").asText().equals("Kustomization")) {
          all.add(document);
        }
      }
    }
    return all;
  }

  private static <T> T read(JsonNode manifest, Class<T> type) throws IOException {
    ObjectNode copy = manifest.deepCopy();
    // The newest API classes that the build can get end at Flink 1.20.
    if (copy.path("spec").has("flinkVersion")) {
      assertThat(copy.path("spec").path("flinkVersion").asText()).isEqualTo("v2_3");
      ((ObjectNode) copy.get("spec")).put("flinkVersion", "v1_20");
    }
    return STRICT.treeToValue(copy, type);
  }

  @Test
  void everyManifestAndPatchHasOnlyFieldsThatExist() throws IOException {
    List<JsonNode> manifests = manifests(FOLDER);

    assertThat(manifests).hasSizeGreaterThan(15);
    for (JsonNode manifest : manifests) {
      String kind = manifest.get("kind").asText();
      assertThat(KINDS).as("kind of " + manifest).containsKey(kind);
      assertThat(read(manifest, KINDS.get(kind))).as(manifest.toString()).isNotNull();
    }
  }

  @Test
  void streamingJobsAreUpgradedBySavepointAndSurviveTheirJobManager() throws IOException {
    List<FlinkDeployment> jobs = new ArrayList<>();
    for (JsonNode manifest : manifests(FOLDER.resolve("base"))) {
      if (manifest.get("kind").asText().equals("FlinkDeployment")) {
        jobs.add(read(manifest, FlinkDeployment.class));
      }
    }

    assertThat(jobs).hasSize(2);
    assertThat(jobs)
        .allSatisfy(
            job -> {
              assertThat(job.getSpec().getJob().getUpgradeMode()).isEqualTo(UpgradeMode.SAVEPOINT);
              assertThat(job.getSpec().getFlinkConfiguration())
                  .containsEntry("high-availability.type", "kubernetes")
                  .containsEntry("job.autoscaler.enabled", "true");
              assertThat(mainClass(job.getSpec().getJob().getEntryClass())).isTrue();
            });
  }

  @Test
  void everyBatchJobRunsAMainClassThatExists() throws IOException {
    for (JsonNode manifest : Repository.yaml(FOLDER.resolve("base/batch-jobs.yaml"))) {
      List<String> args =
          read(manifest, CronJob.class)
              .getSpec()
              .getJobTemplate()
              .getSpec()
              .getTemplate()
              .getSpec()
              .getContainers()
              .get(0)
              .getArgs();
      assertThat(mainClass(args.get(args.indexOf("-c") + 1))).as(args.toString()).isTrue();
      assertThat(args).startsWith("run", "-t", "local");
    }
  }

  private static boolean mainClass(String name) {
    try {
      return Class.forName(name).getMethod("main", String[].class) != null;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/local", "overlays/aws"})
  void everyResourceExistsAndEveryPatchHasATarget(String folder) throws IOException {
    Path root = FOLDER.resolve(folder);
    JsonNode kustomization = Repository.yaml(root.resolve("kustomization.yaml")).get(0);
    List<JsonNode> resources = resources(root);

    assertThat(resources).isNotEmpty();
    for (JsonNode generator : kustomization.path("configMapGenerator")) {
      generator.path("files").forEach(file -> assertThat(root.resolve(file.asText())).exists());
    }
    for (JsonNode patch : kustomization.path("patches")) {
      for (JsonNode document : Repository.yaml(root.resolve(patch.get("path").asText()))) {
        JsonNode target = patch.has("target") ? patch.get("target") : selector(document);
        assertThat(resources).as("target of " + patch).anyMatch(r -> matches(r, target));
      }
    }
    assertThat(Repository.files(root, ".yaml"))
        .as("files that the kustomization does not use")
        .allMatch(file -> isUsed(kustomization, root.relativize(file).toString()));
  }

  private static boolean isUsed(JsonNode kustomization, String file) {
    return file.equals("kustomization.yaml") || kustomization.toString().contains('"' + file + '"');
  }

  private static List<JsonNode> resources(Path root) throws IOException {
    List<JsonNode> resources = new ArrayList<>();
    for (JsonNode name :
        Repository.yaml(root.resolve("kustomization.yaml")).get(0).path("resources")) {
      Path resource = root.resolve(name.asText());
      assertThat(resource).exists();
      resources.addAll(
          Files.isDirectory(resource) ? resources(resource) : Repository.yaml(resource));
    }
    return resources;
  }

  private static JsonNode selector(JsonNode document) {
    ObjectNode selector = new ObjectMapper().createObjectNode();
    selector.put("kind", document.get("kind").asText());
    selector.put("name", document.get("metadata").get("name").asText());
    return selector;
  }

  private static boolean matches(JsonNode resource, JsonNode target) {
    return resource.get("kind").asText().equals(target.get("kind").asText())
        && (!target.has("name") || target.get("name").equals(resource.get("metadata").get("name")));
  }
}
