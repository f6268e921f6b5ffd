package io.lakeloop.adapter.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * Reads typed options out of plain key-value pairs. Unknown keys are refused, and every problem is
 * collected, so that a person mends a file in one go.
 */
public final class OptionReader {
  private final Map<String, String> values;
  private final Configuration configuration;
  private final List<String> problems = new ArrayList<>();

  private OptionReader(Map<String, String> values) {
    this.values = values;
    this.configuration = Configuration.fromMap(values);
  }

  /**
   * Builds settings from key-value pairs.
   *
   * @param values the pairs given
   * @param known every option that may occur; a map-valued option takes keys below its own
   * @param build makes the settings; what it returns is dropped when there were problems
   * @throws InvalidSettingsException with every problem, when there is one
   */
  public static <T> T read(
      Map<String, String> values,
      Collection<ConfigOption<?>> known,
      Function<OptionReader, T> build) {
    OptionReader reader = new OptionReader(values);
    reader.refuseUnknownKeys(known);
    T settings = build.apply(reader);
    if (!reader.problems.isEmpty()) {
      throw new InvalidSettingsException(reader.problems);
    }
    return settings;
  }

  private void refuseUnknownKeys(Collection<ConfigOption<?>> known) {
    for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
      String key = entry.getKey();
      boolean isKnown =
          known.stream()
              .anyMatch(option -> option.key().equals(key) || key.startsWith(option.key() + "."));
      if (!isKnown) {
        problems.add(
            "%s: unknown key. Known keys: %s"
                .formatted(
                    key,
                    known.stream()
                        .map(ConfigOption::key)
                        .sorted()
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  /**
   * The option's value, its default, or empty when it has neither or does not parse (a problem is
   * noted).
   */
  public <T> Optional<T> optional(ConfigOption<T> option) {
    try {
      return configuration
          .getOptional(option)
          .or(() -> Optional.ofNullable(option.hasDefaultValue() ? option.defaultValue() : null));
    } catch (IllegalArgumentException e) {
      String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      problem(option, "is not a valid value (" + cause + ")");
      return Optional.empty();
    }
  }

  /**
   * The option's value or its default; {@code whenAbsent} stands in, and a problem is noted, when
   * it has neither.
   */
  public <T> T required(ConfigOption<T> option, T whenAbsent) {
    Optional<T> value = optional(option);
    if (value.isEmpty() && !values.containsKey(option.key())) {
      problem(option, "must be given");
    }
    return value.orElse(whenAbsent);
  }

  /** The option's value or default, with a problem noted unless it passes the check. */
  public <T> T checked(
      ConfigOption<T> option, T whenAbsent, Predicate<T> check, String expectation) {
    T value = required(option, whenAbsent);
    if (!check.test(value)) {
      problem(option, "must be " + expectation);
    }
    return value;
  }

  /**
   * Notes a problem with an option: key, the value given, what is wrong and what the option is for.
   */
  public void problem(ConfigOption<?> option, String whatIsWrong) {
    String given = values.get(option.key());
    problems.add(
        "%s%s %s. It is: %s"
            .formatted(
                option.key(),
                given == null ? "" : " = '" + given + "'",
                whatIsWrong,
                OptionDocs.description(option)));
  }
}
