package io.lakeloop.adapter.config;

import java.time.DateTimeException;
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
   * @param known every option that may occur; an option whose default is a map takes keys below its
   *     own
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
      if (known.stream().noneMatch(option -> takes(option, key))) {
        // Without the value: it may be a secret in the wrong place.
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

  private static boolean takes(ConfigOption<?> option, String key) {
    boolean isMap = option.hasDefaultValue() && option.defaultValue() instanceof Map;
    return key.equals(option.key()) || (isMap && key.startsWith(option.key() + "."));
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
   * it has neither or is blank.
   */
  public <T> T required(ConfigOption<T> option, T whenAbsent) {
    return requiredValue(option).orElse(whenAbsent);
  }

  private <T> Optional<T> requiredValue(ConfigOption<T> option) {
    Optional<T> value = optional(option);
    if (value.isEmpty() && !values.containsKey(option.key())) {
      problem(option, "must be given");
    }
    if (value.isPresent() && value.get() instanceof String text && text.isBlank()) {
      problem(option, "must not be empty");
      return Optional.empty();
    }
    return value;
  }

  /**
   * As {@link #required}, with a problem noted also when the value or default does not pass the
   * check.
   */
  public <T> T checked(
      ConfigOption<T> option, T whenAbsent, Predicate<T> check, String expectation) {
    Optional<T> value = requiredValue(option);
    if (value.isPresent() && !check.test(value.get())) {
      problem(option, "must be " + expectation);
    }
    return value.orElse(whenAbsent);
  }

  /**
   * As {@link #required}, with the text turned into a value; a problem is noted when the parser
   * refuses it.
   *
   * @param parser refuses by {@link IllegalArgumentException} or {@link DateTimeException}
   * @param whatIsWrong about a text that is refused, such as "is no day such as 2026-01-31"
   */
  public <T> T parsed(
      ConfigOption<String> option, T whenAbsent, Function<String, T> parser, String whatIsWrong) {
    return parse(option, requiredValue(option), parser, whatIsWrong).orElse(whenAbsent);
  }

  /** As {@link #parsed}, of an option that may be absent. */
  public <T> Optional<T> optionalParsed(
      ConfigOption<String> option, Function<String, T> parser, String whatIsWrong) {
    return parse(option, optional(option), parser, whatIsWrong);
  }

  private <T> Optional<T> parse(
      ConfigOption<String> option,
      Optional<String> text,
      Function<String, T> parser,
      String whatIsWrong) {
    try {
      return text.map(parser);
    } catch (IllegalArgumentException | DateTimeException e) {
      problem(option, whatIsWrong);
      return Optional.empty();
    }
  }

  /** Notes a problem with a key whose value must not be shown. */
  public void problemWithKey(String key, String whatIsWrong) {
    problems.add(key + " " + whatIsWrong);
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
