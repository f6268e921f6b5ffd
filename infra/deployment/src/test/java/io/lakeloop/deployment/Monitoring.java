package io.lakeloop.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The expressions of alert rules and dashboards, and the metrics that they name. */
final class Monitoring {
  private static final Path FOLDER = Repository.INFRA.resolve("monitoring");
  static final Path RULES = FOLDER.resolve("prometheus/lakeloop-alerts.yml");
  private static final Pattern METRIC = Pattern.compile("\\bflink_\\w+");

  private Monitoring() {}

  static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : Repository.yaml(RULES).get(0).get("groups")) {
      group.get("rules").forEach(rules::add);
    }
    return rules;
  }

  static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    rules().forEach(rule -> expressions.add(rule.get("expr").asText()));
    for (Path dashboard : Repository.files(FOLDER.resolve("grafana/dashboards"), ".json")) {
      for (JsonNode panel : new ObjectMapper().readTree(dashboard.toFile()).get("panels")) {
        panel.get("targets").forEach(target -> expressions.add(target.get("expr").asText()));
      }
    }
    return expressions;
  }

  static Set<String> metrics() throws IOException {
    Set<String> metrics = new TreeSet<>();
    for (String expression : expressions()) {
      Matcher names = METRIC.matcher(expression);
      while (names.find()) {
        metrics.add(names.group());
      }
    }
    return metrics;
  }
}
