package io.lakeloop.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes SQL apart only as far as needed to find statements, parameters and names: what stands in
 * quotes and comments is left alone. Does not know the grammar; Flink's parser does.
 */
final class SqlText {
  /** Quoted text, quoted names, comments but hints, and whatever else, each as one token. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^']|'')*'|`(?:[^`]|``)*`|--[^\\n]*|/\\*(?!\\+).*?\\*/|(?<![:\\w]):[A-Za-z_]\\w*|;|.",
          Pattern.DOTALL);

  private SqlText() {}

  /** The statements of a script, each moved down to the lines that it has in the script. */
  static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    int line = 0;
    boolean empty = true;
    Matcher token = TOKEN.matcher(script);
    while (token.find()) {
      String text = token.group();
      if (text.equals(";")) {
        if (!empty) {
          statements.add(statement.toString());
        }
        statement = new StringBuilder("\n".repeat(line));
        empty = true;
      } else {
        statement.append(text);
        line += (int) text.chars().filter(c -> c == '\n').count();
        empty &= text.isBlank() || isComment(text);
      }
    }
    if (!empty) {
      statements.add(statement.toString());
    }
    return statements;
  }

  /** Whether a script ends behind a semicolon, or has nothing in it. */
  static boolean isComplete(String script) {
    boolean complete = true;
    Matcher token = TOKEN.matcher(script);
    while (token.find()) {
      String text = token.group();
      if (text.equals(";")) {
        complete = true;
      } else if (!text.isBlank() && !isComment(text)) {
        complete = false;
      }
    }
    return complete;
  }

  /** The parameters of a text, as {@code :name}, in the order of first use. */
  static Set<String> parameters(String text) {
    Set<String> names = new LinkedHashSet<>();
    replaceParameters(
        text,
        name -> {
          names.add(name);
          return name;
        });
    return names;
  }

  /** Puts a literal in the place of each parameter. */
  static String replaceParameters(String text, UnaryOperator<String> literal) {
    return TOKEN
        .matcher(text)
        .replaceAll(
            token -> {
              String found = token.group();
              boolean isParameter = found.length() > 1 && found.charAt(0) == ':';
              return Matcher.quoteReplacement(
                  isParameter ? literal.apply(found.substring(1)) : found);
            });
  }

  /** The text with its comments as blanks, so that positions stay. */
  static String withoutComments(String text) {
    return TOKEN
        .matcher(text)
        .replaceAll(
            token -> {
              String found = token.group();
              return Matcher.quoteReplacement(
                  isComment(found) ? found.replaceAll("[^\\n]", " ") : found);
            });
  }

  private static boolean isComment(String token) {
    return token.startsWith("--") || (token.startsWith("/*") && token.length() > 2);
  }
}
