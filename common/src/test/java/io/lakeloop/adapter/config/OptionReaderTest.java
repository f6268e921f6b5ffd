package io.lakeloop.adapter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionReaderTest {
  private enum Color {
    RED,
    BLUE
  }

  private static final ConfigOption<String> NAME =
      ConfigOptions.key("name").stringType().noDefaultValue().withDescription("a name such as x");

  private static final ConfigOption<Duration> INTERVAL =
      ConfigOptions.key("interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("how often, such as 10 s");

  private static final ConfigOption<Integer> COUNT =
      ConfigOptions.key("count").intType().noDefaultValue().withDescription("how many, such as 4");

  private static final ConfigOption<MemorySize> SIZE =
      ConfigOptions.key("size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(1))
          .withDescription("how large, such as 1 mb");

  private static final ConfigOption<Color> COLOR =
      ConfigOptions.key("color")
          .enumType(Color.class)
          .defaultValue(Color.RED)
          .withDescription("red or blue");

  private static final ConfigOption<Map<String, String>> MORE =
      ConfigOptions.key("more")
          .mapType()
          .defaultValue(Map.of())
          .withDescription("whatever else, each under this key");

  private static final List<ConfigOption<?>> KNOWN =
      List.of(NAME, INTERVAL, COUNT, SIZE, COLOR, MORE);

  private static <T> T read(Map<String, String> values, Function<OptionReader, T> build) {
    return OptionReader.read(values, KNOWN, build);
  }

  private static List<String> problems(
      Map<String, String> values, Function<OptionReader, ?> build) {
    try {
      read(values, build);
      return List.of();
    } catch (InvalidSettingsException e) {
      assertThat(e).hasMessageStartingWith("Refusing to start with these settings:\n  - ");
      assertThat(e.getMessage()).contains(e.problems());
      return e.problems();
    }
  }

  private record Settings(
      String name, int count, Color color, Duration interval, Map<String, String> more) {
    static Settings of(OptionReader options) {
      return new Settings(
          options.required(NAME, ""),
          options.required(COUNT, 0),
          options.required(COLOR, Color.RED),
          options.required(INTERVAL, Duration.ZERO),
          options.required(MORE, Map.of()));
    }
  }

  @Test
  void readsValuesAndDefaults() {
    Map<String, String> values =
        Map.of("name", "n", "count", "4", "color", "blue", "more.a", "1", "more.b.c", "2");

    assertThat(OptionReader.read(values, KNOWN, Settings::of))
        .isEqualTo(
            new Settings("n", 4, Color.BLUE, Duration.ofSeconds(10), Map.of("a", "1", "b.c", "2")));
  }

  @Test
  void leavesAnOptionEmptyThatHasNeitherValueNorDefault() {
    List<Object> read =
        read(Map.of(), options -> List.of(options.optional(NAME), options.optional(COLOR)));

    assertThat(read).containsExactly(Optional.empty(), Optional.of(Color.RED));
  }

  @Test
  void refusesUnknownKeysWithTheKnownOnesAndWithoutTheValue() {
    assertThat(problems(Map.of("nmae", "S3CRET", "count.x", "1"), options -> ""))
        .containsExactly(
            "count.x: unknown key. Known keys: color, count, interval, more, name, size",
            "nmae: unknown key. Known keys: color, count, interval, more, name, size");
  }

  @Test
  void tellsWhichOptionIsMissingAndWhatItIs() {
    assertThat(problems(Map.of(), options -> options.required(NAME, "")))
        .containsExactly("name must be given. It is: a name such as x");
  }

  @Test
  void tellsWhichOptionIsBlank() {
    assertThat(problems(Map.of("name", " "), options -> options.required(NAME, "")))
        .containsExactly("name = ' ' must not be empty. It is: a name such as x");
  }

  @ParameterizedTest
  @CsvSource({
    "interval, often, 'how often, such as 10 s'",
    "interval, 5 parsecs, 'how often, such as 10 s'",
    "interval, 99999999999999999 d, 'how often, such as 10 s'",
    "count, 4.5, 'how many, such as 4'",
    "count, 3000000000, 'how many, such as 4'",
    "size, big, 'how large, such as 1 mb'",
    "size, 99999999999999999 tb, 'how large, such as 1 mb'",
    "color, green, red or blue",
    "more, a, 'whatever else, each under this key'"
  })
  void tellsKeyValueAndMeaningOfWhatDoesNotParse(String key, String value, String meaning) {
    Function<OptionReader, Object> readAll =
        options -> {
          options.required(INTERVAL, Duration.ZERO);
          options.optional(COUNT);
          options.required(SIZE, MemorySize.ZERO);
          options.required(COLOR, Color.RED);
          return options.required(MORE, Map.of());
        };

    assertThat(problems(Map.of(key, value), readAll))
        .singleElement()
        .asString()
        .startsWith(key + " = '" + value + "' is not a valid value (")
        .endsWith("). It is: " + meaning)
        .doesNotContain("(null)");
  }

  @Test
  void tellsOfACheckWhatIsExpected() {
    Function<OptionReader, Integer> positive =
        options -> options.checked(COUNT, 0, count -> count > 0, "above 0");

    assertThat(problems(Map.of("count", "1"), positive)).isEmpty();
    assertThat(problems(Map.of("count", "-1"), positive))
        .containsExactly("count = '-1' must be above 0. It is: how many, such as 4");
  }

  @Test
  void tellsOneProblemOfAValueThatIsMissingOrDoesNotParse() {
    Function<OptionReader, Integer> positive =
        options -> options.checked(COUNT, 0, count -> count > 0, "above 0");

    assertThat(problems(Map.of(), positive))
        .containsExactly("count must be given. It is: how many, such as 4");
    assertThat(problems(Map.of("count", "x"), positive))
        .singleElement()
        .asString()
        .startsWith("count = 'x' is not a valid value (");
  }

  @Test
  void turnsATextIntoAValue() {
    Map<String, String> values = Map.of("name", "2026-01-31");

    LocalDate required =
        read(values, options -> options.parsed(NAME, LocalDate.EPOCH, LocalDate::parse, "no day"));
    Optional<LocalDate> given =
        read(values, options -> options.optionalParsed(NAME, LocalDate::parse, "is no day"));
    Optional<LocalDate> absent =
        read(Map.of(), options -> options.optionalParsed(NAME, LocalDate::parse, "is no day"));

    assertThat(required).isEqualTo("2026-01-31");
    assertThat(given).contains(required);
    assertThat(absent).isEmpty();
  }

  @Test
  void tellsOfATextThatIsRefusedWhatIsWrong() {
    Function<OptionReader, LocalDate> day =
        options -> options.parsed(NAME, LocalDate.EPOCH, LocalDate::parse, "is no day");
    Function<OptionReader, Color> color =
        options -> options.parsed(NAME, Color.RED, Color::valueOf, "is no color");

    assertThat(problems(Map.of("name", "today"), day))
        .containsExactly("name = 'today' is no day. It is: a name such as x");
    assertThat(problems(Map.of("name", "GREEN"), color))
        .containsExactly("name = 'GREEN' is no color. It is: a name such as x");
    assertThat(problems(Map.of(), day))
        .containsExactly("name must be given. It is: a name such as x");
    assertThat(problems(Map.of("name", " "), day))
        .containsExactly("name = ' ' must not be empty. It is: a name such as x");
  }

  @Test
  void tellsAllProblemsAtOnce() {
    Map<String, String> values = new HashMap<>();
    values.put("typo", "1");
    values.put("interval", "often");
    values.put("count", "0");

    assertThat(
            problems(
                values,
                options -> {
                  options.required(INTERVAL, Duration.ZERO);
                  options.checked(COUNT, 1, count -> count > 0, "above 0");
                  options.problemWithKey("more.token", "is a secret");
                  return options.required(NAME, "");
                }))
        .satisfiesExactly(
            problem -> assertThat(problem).startsWith("typo: unknown key."),
            problem -> assertThat(problem).startsWith("interval = 'often' is not a valid value"),
            problem -> assertThat(problem).startsWith("count = '0' must be above 0."),
            problem -> assertThat(problem).isEqualTo("more.token is a secret"),
            problem -> assertThat(problem).startsWith("name must be given."));
  }
}
