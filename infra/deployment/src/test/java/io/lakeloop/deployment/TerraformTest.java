package io.lakeloop.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Terraform files parse, and what they refer to is declared. Nothing is planned here. */
class TerraformTest {
  private static final Path FOLDER = Repository.INFRA.resolve("terraform");
  private static final Pattern LITERAL_SECRET =
      Pattern.compile(
          "(?i)\\b\\w*(password|secret_key|access_key|token)\\w*\\s*=\\s*\"[^\"$]+\"|AKIA[0-9A-Z]{16}");

  private static String text(String root) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : Repository.files(FOLDER.resolve(root), ".tf")) {
      text.append(Files.readString(file)).append('\n');
    }
    return text.toString().replaceAll("(?m)^\\s*#.*$", "");
  }

  private static Set<String> all(String text, String pattern) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "local", "modules/job-role"})
  void everyFileParses(String root) throws Exception {
    for (Path file : Repository.files(FOLDER.resolve(root), ".tf")) {
      assertThat(new HCLParser().parse(Files.readString(file))).as(file.toString()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "local", "modules/job-role"})
  void everyVariableIsDescribedTypedAndUsed(String root) throws Exception {
    String text = text(root);
    Map<?, ?> variables = (Map<?, ?>) new HCLParser().parse(text).get("variable");

    assertThat(variables).isNotEmpty();
    variables.forEach(
        (name, declaration) -> {
          assertThat(((Map<?, ?>) declaration).containsKey("description")).as("" + name).isTrue();
          assertThat(((Map<?, ?>) declaration).containsKey("type")).as("" + name).isTrue();
        });
    assertThat(all(text, "^variable \"(\\w+)\"")).isEqualTo(all(text, "\\bvar\\.(\\w+)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "local", "modules/job-role"})
  void everyReferenceIsDeclared(String root) throws IOException {
    String text = text(root);
    Set<String> locals = new TreeSet<>();
    Matcher blocks =
        Pattern.compile("^locals \\{\n(.*?)^}", Pattern.MULTILINE | Pattern.DOTALL).matcher(text);
    while (blocks.find()) {
      locals.addAll(all(blocks.group(1), "^  (\\w+)\\s*="));
    }

    assertThat(all(text, "\\blocal\\.(\\w+)")).isEqualTo(locals);
    assertThat(all(text, "^module \"(\\w+)\"")).isEqualTo(all(text, "\\bmodule\\.(\\w+)"));
    Set<String> declared =
        all(
            text.replaceAll("(?m)^(resource|data) \"(\\w+)\" \"(\\w+)\"", "declared $2.$3"),
            "^declared (\\w+\\.\\w+)");
    assertThat(declared).containsAll(all(text, "\\b((?:aws|kind|helm)_\\w+\\.\\w+)"));
  }

  @Test
  void givesTheModuleExactlyItsVariables() throws IOException {
    String module = text("aws");
    module = module.substring(module.indexOf("module \"job_role\""));
    Set<String> given = all(module.substring(0, module.indexOf("\n}")), "^  (\\w+)\\s*=");
    given.removeAll(Set.of("source", "for_each"));

    assertThat(given).isEqualTo(all(text("modules/job-role"), "^variable \"(\\w+)\""));
  }

  @Test
  void holdsNoSecretAndClosesEveryBucket() throws IOException {
    for (Path file : Repository.files(FOLDER, ".tf")) {
      assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(LITERAL_SECRET);
    }
    assertThat(text("aws"))
        .contains(
            "restrict_public_buckets = true",
            "sse_algorithm     = \"aws:kms\"",
            "status = \"Enabled\"");
  }
}
