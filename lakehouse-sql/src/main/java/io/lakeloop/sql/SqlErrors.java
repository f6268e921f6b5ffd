package io.lakeloop.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.util.ExceptionUtils;
import org.apache.iceberg.exceptions.RESTException;

/** Makes of Flink's and Iceberg's exceptions what a person can act on. */
public final class SqlErrors {
  private static final Pattern POSITION =
      Pattern.compile("(?:[Ff]rom|at) line (\\d+), column (\\d+)(?: to line \\d+, column \\d+)?");
  private static final Pattern UNKNOWN_OBJECT = Pattern.compile("Object '([^']+)' not found");
  private static final int MOST_WORDS = 6;

  private SqlErrors() {}

  /**
   * What to throw for an error.
   *
   * @param statement what was run; empty when nothing was
   * @param tables the names that there are
   * @return a {@link SqlProblem} when the statement is at fault, else an exception that tells of
   *     the server
   */
  static RuntimeException of(RuntimeException error, String statement, Collection<String> tables) {
    return unreachable(error).or(() -> problem(error, statement, tables)).orElse(error);
  }

  private static Optional<RuntimeException> unreachable(Throwable error) {
    boolean isNetwork =
        ExceptionUtils.findThrowable(error, ConnectException.class).isPresent()
            || ExceptionUtils.findThrowable(error, UnknownHostException.class).isPresent()
            || ExceptionUtils.findThrowable(error, RESTException.class)
                .filter(e -> e.getClass() == RESTException.class)
                .isPresent();
    return isNetwork
        ? Optional.of(
            new UncheckedIOException(
                "The catalog, or the storage behind it, does not answer: is it running, and is lake.catalog.uri (--catalog-uri) right?",
                new IOException(error)))
        : Optional.empty();
  }

  private static Optional<RuntimeException> problem(
      Throwable error, String statement, Collection<String> tables) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof SqlProblem) {
        return Optional.of((SqlProblem) e);
      }
    }
    boolean isStatement =
        ExceptionUtils.findThrowable(error, SqlParserException.class).isPresent()
            || ExceptionUtils.findThrowable(error, ValidationException.class).isPresent()
            || ExceptionUtils.findThrowable(error, TableException.class).isPresent();
    if (!isStatement) {
      return Optional.empty();
    }
    return Optional.of(new SqlProblem(message(error, statement, tables)));
  }

  private static String message(Throwable error, String statement, Collection<String> tables) {
    String told = mostTelling(error);
    StringBuilder text = new StringBuilder();
    Matcher position = POSITION.matcher(all(error));
    if (position.find()) {
      int line = Integer.parseInt(position.group(1));
      int column = Integer.parseInt(position.group(2));
      text.append("Line %d, column %d: ".formatted(line, column));
      text.append(shortened(told));
      text.append(caret(statement, line, column));
    } else {
      text.append(shortened(told));
    }
    Matcher unknown = UNKNOWN_OBJECT.matcher(told);
    if (unknown.find()) {
      List<String> near = NearNames.of(unknown.group(1), tables);
      text.append(
          near.isEmpty()
              ? "%nSHOW TABLES IN payments, history, ml, ops or analytics tells what there is"
                  .formatted()
              : "%nDid you mean %s?".formatted(String.join(", ", near)));
    }
    return text.toString();
  }

  private static String caret(String statement, int line, int column) {
    List<String> lines = statement.lines().toList();
    if (line < 1 || line > lines.size()) {
      return "";
    }
    return "%n  %s%n  %s^"
        .formatted(lines.get(line - 1).replace('\t', ' '), " ".repeat(Math.max(0, column - 1)));
  }

  /** The message of the innermost cause that says something. */
  private static String mostTelling(Throwable error) {
    String told = String.valueOf(error.getMessage());
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e.getMessage() != null && !e.getMessage().isBlank()) {
        told = e.getMessage();
      }
    }
    return told;
  }

  private static String all(Throwable error) {
    StringBuilder all = new StringBuilder();
    for (Throwable e = error; e != null; e = e.getCause()) {
      all.append(e.getMessage()).append('\n');
    }
    return all.toString();
  }

  /**
   * Without the position, which is told apart, and with few of the words that would have been
   * right.
   */
  private static String shortened(String message) {
    List<String> lines =
        POSITION
            .matcher(message)
            .replaceAll("")
            .replaceFirst("^\\s*[:.]?\\s*", "")
            .lines()
            .toList();
    String text =
        lines.stream()
            .limit(MOST_WORDS + 2L)
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .reduce((a, b) -> a + " " + b)
            .orElse("the statement is not understood");
    return lines.size() > MOST_WORDS + 2 ? text + " …" : text;
  }
}
