package io.lakeloop.adapter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobArgumentsTest {
  @TempDir private Path directory;

  @Test
  void takesBothForms() {
    assertThat(JobArguments.parse("--a.b", "1", "--c=2", "--d=", "--e=x=y", "--f", "k=v"))
        .containsExactly(
            Map.entry("a.b", "1"),
            Map.entry("c", "2"),
            Map.entry("d", ""),
            Map.entry("e", "x=y"),
            Map.entry("f", "k=v"));
    assertThat(JobArguments.parse()).isEmpty();
  }

  @Test
  void takesWhatStandsLater() {
    assertThat(JobArguments.parse("--a", "1", "--a=2", "--a", "3"))
        .containsExactly(Map.entry("a", "3"));
  }

  @Test
  void takesArgumentsOverTheFileWhereverItStands() throws Exception {
    Path file = write("a = 1\nb : from file\n# comment\nc=ü\n");

    assertThat(JobArguments.parse("--a", "2", "--config", file.toString(), "--d", "4"))
        .containsOnly(
            Map.entry("a", "2"),
            Map.entry("b", "from file"),
            Map.entry("c", "ü"),
            Map.entry("d", "4"));
  }

  @Test
  void takesANegativeNumberForAValue() {
    assertThat(JobArguments.parse("--a", "-1")).containsExactly(Map.entry("a", "-1"));
  }

  @Test
  void tellsEveryArgumentThatIsWrong() {
    String missing = directory.resolve("missing.properties").toString();

    assertThatThrownBy(
            () -> JobArguments.parse("a", "--", "-b", "--=x", "--config=" + missing, "--c"))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .satisfiesExactly(
                        problem ->
                            assertThat(problem).startsWith("argument 'a' is not of the form"),
                        problem ->
                            assertThat(problem).startsWith("argument '--' is not of the form"),
                        problem ->
                            assertThat(problem).startsWith("argument '-b' is not of the form"),
                        problem ->
                            assertThat(problem).startsWith("argument '--=x' is not of the form"),
                        problem -> assertThat(problem).startsWith("argument '--c' has no value"),
                        problem ->
                            assertThat(problem)
                                .startsWith("--config " + missing + " cannot be read: ")));
  }

  @Test
  void takesNoKeyForTheValueOfTheOneBefore() {
    assertThatThrownBy(() -> JobArguments.parse("--a", "--b", "1"))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .isEqualTo(
                        List.of(
                            "argument '--a' has no value: give --a VALUE, or --a=VALUE when the"
                                + " value starts with --")));
    assertThat(JobArguments.parse("--a=--b")).containsExactly(Map.entry("a", "--b"));
  }

  @Test
  void tellsAFileThatIsNoPropertiesFile() throws Exception {
    Path file = write("path = C:\\users\\me\n");

    assertThatThrownBy(() -> JobArguments.parse("--config", file.toString()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("--config " + file + " cannot be read: ")
        .hasMessageContaining("\\");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("job.properties"), text);
  }
}
