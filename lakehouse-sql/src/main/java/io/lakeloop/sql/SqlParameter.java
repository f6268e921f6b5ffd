package io.lakeloop.sql;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A declared parameter. A value becomes a literal of the parameter's type, so that it is a value
 * whatever it says, and never SQL.
 *
 * @param name without the colon
 * @param type what values are
 * @param defaultValue taken when none is given; null when one must be
 * @param meaning for people
 */
public record SqlParameter(String name, Type type, @Nullable String defaultValue, String meaning) {
  private static final Pattern RELATIVE_DAY = Pattern.compile("today(?:-(\\d{1,5}))?");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  /** What values of a parameter are. */
  public enum Type {
    /** Any text. */
    STRING("any text"),
    /** A whole number. */
    BIGINT("a whole number, such as 100"),
    /** A number. */
    DOUBLE("a number, such as 0.5"),
    /** An exact number. */
    DECIMAL("a number, such as 12.50"),
    /** A day, UTC. */
    DATE("a day such as 2026-01-31, today or today-7"),
    /** A moment. */
    TIMESTAMP("a time such as 2026-01-31T12:00:00Z");

    private final String expectation;

    Type(String expectation) {
      this.expectation = expectation;
    }
  }

  /**
   * The literal of a value.
   *
   * @param value as a person gave it; null for the default
   * @param today the present day, UTC
   * @throws SqlProblem when it is not of the type, or missing
   */
  public String literal(@Nullable String value, LocalDate today) {
    String given = value == null ? defaultValue : value;
    if (given == null) {
      throw new SqlProblem(
          "The parameter '%s' (%s) has no default; give it as --param %s=VALUE, %s"
              .formatted(name, meaning, name, type.expectation));
    }
    try {
      return switch (type) {
        case STRING -> "'" + given.replace("'", "''") + "'";
        case BIGINT -> Long.toString(Long.parseLong(given.strip()));
        case DOUBLE -> doubleLiteral(Double.parseDouble(given.strip()));
        case DECIMAL -> new BigDecimal(given.strip()).toPlainString();
        case DATE -> "DATE '" + day(given.strip(), today) + "'";
        case TIMESTAMP -> timestamp(Instant.parse(given.strip()));
      };
    } catch (NumberFormatException | DateTimeParseException e) {
      throw new SqlProblem(
          "The parameter '%s' is '%s'; give %s".formatted(name, given, type.expectation));
    }
  }

  private static String doubleLiteral(double number) {
    if (!Double.isFinite(number)) {
      throw new NumberFormatException();
    }
    return "CAST(" + new BigDecimal(number).toPlainString() + " AS DOUBLE)";
  }

  private static LocalDate day(String given, LocalDate today) {
    Matcher relative = RELATIVE_DAY.matcher(given.toLowerCase(Locale.ROOT));
    if (relative.matches()) {
      String days = relative.group(1);
      return days == null ? today : today.minusDays(Long.parseLong(days));
    }
    return LocalDate.parse(given);
  }

  /** A moment as a literal, in sessions whose time zone is UTC. */
  static String timestamp(Instant time) {
    return "CAST(TIMESTAMP '%s' AS TIMESTAMP_LTZ(6))"
        .formatted(TIMESTAMP.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)));
  }
}
