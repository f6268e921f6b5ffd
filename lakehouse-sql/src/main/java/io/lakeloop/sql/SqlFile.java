package io.lakeloop.sql;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of SQL. It begins with comment lines: the question that it answers, and a line {@code --
 * :name TYPE = default, meaning} for each parameter; {@code = default} is left out where a value
 * must be given.
 *
 * @param name without folder and extension
 * @param question what it answers, on one line
 * @param parameters as declared
 * @param text all of it
 */
public record SqlFile(String name, String question, List<SqlParameter> parameters, String text) {
  private static final Pattern PARAMETER =
      Pattern.compile("-- :(\\w+) ([A-Z]+)(?: = ([^,]*))?, (.+)");

  /** Copies the parameters. */
  public SqlFile {
    parameters = List.copyOf(parameters);
  }

  /**
   * Reads a file's text.
   *
   * @throws SqlProblem when a parameter is used and not declared, or declared in a wrong form
   */
  public static SqlFile parse(String name, String text) {
    List<String> question = new ArrayList<>();
    List<SqlParameter> parameters = new ArrayList<>();
    for (String line : text.lines().takeWhile(line -> line.startsWith("--")).toList()) {
      if (line.startsWith("-- :")) {
        parameters.add(parameter(name, line));
      } else if (parameters.isEmpty()) {
        question.add(line.substring(2).strip());
      }
    }
    return new SqlFile(name, String.join(" ", question).strip(), parameters, text);
  }

  private static SqlParameter parameter(String file, String line) {
    Matcher declared = PARAMETER.matcher(line);
    if (!declared.matches()) {
      throw new SqlProblem(
          "%s declares a parameter as '%s'; write '-- :name TYPE = default, meaning'"
              .formatted(file, line));
    }
    return new SqlParameter(
        declared.group(1),
        type(file, declared.group(2)),
        declared.group(3) == null ? null : declared.group(3).strip(),
        declared.group(4));
  }

  private static SqlParameter.Type type(String file, String name) {
    try {
      return SqlParameter.Type.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new SqlProblem(
          "%s declares a parameter of type '%s'; the types are %s"
              .formatted(file, name, List.of(SqlParameter.Type.values())));
    }
  }

  /**
   * The text with a literal in the place of each parameter.
   *
   * @param values as a person gave them, by name
   * @param today the present day, UTC
   * @throws SqlProblem when a value is missing, of another type or of no parameter
   */
  public String bind(Map<String, String> values, LocalDate today) {
    for (String name : new TreeSet<>(values.keySet())) {
      if (find(name).isEmpty()) {
        throw new SqlProblem(
            "%s has no parameter '%s'; it has %s"
                .formatted(
                    this.name,
                    name,
                    parameters.isEmpty()
                        ? "none"
                        : parameters.stream().map(SqlParameter::name).toList()));
      }
    }
    return SqlText.replaceParameters(
        text, name -> declared(name).literal(value(values, name), today));
  }

  private static @Nullable String value(Map<String, String> values, String name) {
    return values.get(name);
  }

  private SqlParameter declared(String parameter) {
    return find(parameter)
        .orElseThrow(
            () ->
                new SqlProblem(
                    "%s uses :%s, which is not declared; begin with a line '-- :%s STRING, what it is'"
                        .formatted(name, parameter, parameter)));
  }

  private Optional<SqlParameter> find(String parameter) {
    return parameters.stream().filter(known -> known.name().equals(parameter)).findFirst();
  }
}
