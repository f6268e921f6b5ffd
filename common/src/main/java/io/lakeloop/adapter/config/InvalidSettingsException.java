package io.lakeloop.adapter.config;

import java.util.List;

/** Settings that a job or command refuses to start with; the message lists every problem found. */
public final class InvalidSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** One problem a line; each names the key, the value, what was expected and the remedy. */
  public InvalidSettingsException(List<String> problems) {
    super("Refusing to start with these settings:\n  - " + String.join("\n  - ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each problem found. */
  public List<String> problems() {
    return problems;
  }
}
