package io.lakeloop.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.detect.DetectSettings;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.training.skew.SkewSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What containers and pods get is what the jobs accept, and what the local stack runs with. */
class JobConfigurationTest {
  /** The keys that {@code ./lakeloop} sets for a stack; see infra/local's StackOptions. */
  private static final Set<String> OF_THE_LOCAL_STACK =
      Set.of(
          "ingest.kafka.bootstrap-servers",
          "ingest.schema.location",
          "lake.catalog.uri",
          "lake.s3.endpoint",
          "lake.secrets-file");

  private static Map<String, String> read(String folder, String job) throws IOException {
    return Repository.properties(Repository.INFRA.resolve(folder).resolve(job + ".properties"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker/config",
        "kubernetes/overlays/local/config",
        "kubernetes/overlays/aws/config"
      })
  void jobsAcceptEveryKeyAndValue(String folder) throws IOException {
    assertThat(IngestSettings.of(read(folder, "ingest")).bootstrapServers()).isNotEmpty();
    assertThat(DetectSettings.of(read(folder, "detect")).alertsTopic()).isEqualTo("alerts");
    if (!folder.startsWith("docker")) {
      assertThat(SkewSettings.of(read(folder, "batch")).lake().catalogUri()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker/config", "kubernetes/overlays/local/config"})
  void setsTheKeysOfTheLocalStackAndThoseOfTheCatalog(String folder) throws IOException {
    for (String job : Set.of("ingest", "detect")) {
      Set<String> keys = new TreeSet<>(read(folder, job).keySet());
      keys.removeIf(key -> key.startsWith("lake.catalog.properties."));

      assertThat(keys).containsExactlyInAnyOrderElementsOf(OF_THE_LOCAL_STACK);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker/config",
        "kubernetes/overlays/local/config",
        "kubernetes/overlays/aws/config"
      })
  void bothStreamingJobsReadTheSameStreamsAndLake(String folder) throws IOException {
    assertThat(read(folder, "detect")).isEqualTo(read(folder, "ingest"));
    assertThat(Path.of(folder)).isRelative();
  }
}
