package io.lakeloop.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rules and dashboards are whole: expressions balance, alerts lead to the runbook. */
class MonitoringTest {
  private static final Path RUNBOOK = Repository.INFRA.resolve("../docs/runbook.md");

  @Test
  void expressionsAreWhole() throws IOException {
    assertThat(Monitoring.expressions())
        .hasSizeGreaterThan(30)
        .allMatch(MonitoringTest::isBalanced);
  }

  /** Brackets and quotes only; the rest is promtool's to say, below. */
  private static boolean isBalanced(String expression) {
    StringBuilder open = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted && "([{".indexOf(c) >= 0) {
        open.append(c);
      } else if (!isQuoted && ")]}".indexOf(c) >= 0) {
        int last = open.length() - 1;
        if (last < 0 || "([{".indexOf(open.charAt(last)) != ")]}".indexOf(c)) {
          return false;
        }
        open.setLength(last);
      }
    }
    return open.isEmpty() && !isQuoted;
  }

  @Test
  void everyAlertLeadsToASectionOfTheRunbook() throws IOException {
    String anchors =
        Files.readString(RUNBOOK)
            .lines()
            .filter(line -> line.startsWith("## "))
            .map(line -> "#" + line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-') + "\n")
            .reduce("", String::concat);

    for (JsonNode rule : Monitoring.rules()) {
      String runbook = rule.get("annotations").get("runbook").asText();
      assertThat(runbook).startsWith("docs/runbook.md#");
      assertThat(anchors).contains(runbook.substring(runbook.indexOf('#')) + "\n");
      assertThat(rule.get("labels").get("severity").asText()).isIn("info", "warning", "critical");
    }
  }

  /** Skipped where promtool (Debian: package prometheus) is not on the path. */
  @Test
  void promtoolAcceptsRules() throws Exception {
    Path promtool =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder, "promtool"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(promtool != null, "promtool is not installed");

    Process check =
        new ProcessBuilder(promtool.toString(), "check", "rules", Monitoring.RULES.toString())
            .redirectErrorStream(true)
            .start();

    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(check.exitValue()).as(output).isZero();
  }
}
