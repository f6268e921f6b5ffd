package io.lakeloop.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** compose.yaml as far as it can be judged without an engine. It is not started here. */
class ComposeTest {
  private static final Path FOLDER = Repository.INFRA.resolve("docker");
  private static final Pattern PINNED =
      Pattern.compile(".+:([^:]*\\d+\\.\\d+.*|\\d{3,}|RELEASE\\..+)");
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)");

  private JsonNode compose;

  @BeforeEach
  void read() throws IOException {
    String text = Files.readString(FOLDER.resolve("compose.yaml"));
    // Unlike Jackson's parser, this one resolves merge keys.
    compose = new ObjectMapper().valueToTree(new Yaml().<Object>load(text));
  }

  @Test
  void followsTheComposeSpecification() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/compose-spec.json")) {
      ObjectNode schema = (ObjectNode) new ObjectMapper().readTree(in);
      // A relative one, which the validator does not take.
      schema.remove("$id");

      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                  .getSchema(schema)
                  .validate(compose))
          .isEmpty();
    }
  }

  @Test
  void refersOnlyToFilesSecretsVolumesAndServicesThatAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    Set<String> used = new TreeSet<>();
    for (JsonNode service : compose.get("services")) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().split(":", 2)[0];
        boolean isThere =
            source.startsWith(".")
                ? Files.exists(FOLDER.resolve(source))
                : compose.get("volumes").has(source);
        if (!isThere) {
          missing.add(volume.asText());
        }
      }
      for (JsonNode secret : service.path("secrets")) {
        used.add(secret.asText());
      }
      service
          .path("depends_on")
          .fieldNames()
          .forEachRemaining(
              other -> {
                if (!compose.get("services").has(other)) {
                  missing.add("service " + other);
                }
              });
      JsonNode build = service.path("build");
      if (build.isObject()) {
        Path context = FOLDER.resolve(build.get("context").asText());
        if (!Files.exists(context.resolve(build.get("dockerfile").asText()))) {
          missing.add(build.toString());
        }
      }
    }
    assertThat(missing).isEmpty();
    Set<String> declared = new TreeSet<>();
    compose.get("secrets").fieldNames().forEachRemaining(declared::add);
    assertThat(used).isEqualTo(declared);
  }

  @Test
  void makesEverySecretThatIsRead() throws IOException {
    String make = Files.readString(FOLDER.resolve("secrets/make"));

    for (JsonNode secret : compose.get("secrets")) {
      String file = Path.of(secret.get("file").asText()).getFileName().toString();
      assertThat(make).containsPattern(">" + Pattern.quote(file) + "\\s");
    }
  }

  @Test
  void pinsEveryImageAndRunsNothingAsRoot() {
    compose
        .get("services")
        .properties()
        .forEach(
            service -> {
              String image = service.getValue().get("image").asText();
              assertThat(image.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1"))
                  .as(service.getKey())
                  .matches(PINNED);
              assertThat(service.getValue().path("user").asText())
                  .as("user of " + service.getKey())
                  .isNotEmpty()
                  .isNotIn("root", "0", "0:0");
            });
  }

  @Test
  void checksTheHealthOfEveryServiceThatStays() {
    compose
        .get("services")
        .properties()
        .forEach(
            service -> {
              if (service.getValue().path("restart").asText().equals("unless-stopped")) {
                assertThat(service.getValue().has("healthcheck")).as(service.getKey()).isTrue();
              }
            });
  }

  @Test
  void opensPortsOnLoopbackOnly() {
    compose
        .get("services")
        .forEach(
            service ->
                service
                    .path("ports")
                    .forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
  }

  @Test
  void hasAnExampleOfEveryVariable() throws IOException {
    Set<String> used = new TreeSet<>();
    Matcher variables = VARIABLE.matcher(Files.readString(FOLDER.resolve("compose.yaml")));
    while (variables.find()) {
      used.add(variables.group(1));
    }

    assertThat(Repository.properties(FOLDER.resolve(".env.example")).keySet()).isEqualTo(used);
  }
}
