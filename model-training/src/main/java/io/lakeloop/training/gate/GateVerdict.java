package io.lakeloop.training.gate;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the gate decided about a candidate.
 *
 * @param checks everything that was looked at, in order
 * @param forced whether a person asked for promotion whatever the checks say
 */
public record GateVerdict(List<GateCheck> checks, boolean forced) {
  /** Copies. */
  public GateVerdict {
    checks = List.copyOf(checks);
  }

  /** Whether every check passed. */
  public boolean passed() {
    return !checks.isEmpty() && checks.stream().allMatch(GateCheck::passed);
  }

  /** Whether the candidate is to become the champion. */
  public boolean promotes() {
    return passed() || forced;
  }

  /** The checks that did not pass. */
  public List<GateCheck> failures() {
    return checks.stream().filter(check -> !check.passed()).toList();
  }

  /** The decision and what it rests on, for people. */
  public String reason() {
    String findings =
        (passed() ? checks : failures())
            .stream().map(GateCheck::finding).collect(Collectors.joining("; "));
    if (passed()) {
      return "passed the gate: " + findings;
    }
    return (forced ? "promoted by force although the gate refused it: " : "not promoted: ")
        + findings;
  }

  /** The numbers by name, to be recorded: each check's value, and 1 for passed. */
  public SortedMap<String, Double> metrics() {
    SortedMap<String, Double> metrics = new TreeMap<>();
    for (GateCheck check : checks) {
      metrics.put("gate_" + check.name(), check.value());
      metrics.put("gate_" + check.name() + "_limit", check.limit());
    }
    metrics.put("gate_passed", passed() ? 1.0 : 0.0);
    metrics.put("gate_forced", forced ? 1.0 : 0.0);
    return metrics;
  }
}
