package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LakeloopTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine command = Lakeloop.commandLine();
    command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  @Test
  void showsItsCommandsWhenAskedForNone() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("demo", "audit", "dead-letters", "Start here:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "up",
        "down",
        "status",
        "ingest",
        "simulate",
        "replay",
        "audit",
        "skew",
        "train",
        "watch-models",
        "evaluate",
        "models",
        "sql",
        "gateway",
        "dead-letters"
      })
  void helpsWithEveryCommand(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: lakeloop " + command);
  }

  @Test
  void refusesAnUnknownOption() {
    assertThat(run("demo", "--fast")).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("Unknown option: '--fast'");
  }

  @Test
  void saysHowToStartAStackWhenThereIsNone() {
    assertThat(run("audit", "--data-dir", directory.toString())).isEqualTo(Lakeloop.INFRASTRUCTURE);
    assertThat(err.toString())
        .contains("No local stack runs on the data directory '" + directory + "'")
        .contains("Start one with 'lakeloop up'");
  }

  @Test
  void refusesADemoInADirectoryThatIsInUse() throws Exception {
    Files.writeString(directory.resolve("something"), "here");

    assertThat(run("demo", "--data-dir", directory.toString())).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("which is not empty. Give a new directory, or empty it");
  }

  @Test
  void refusesASpeedThatIsNone() {
    assertThat(run("replay", "--input", "x.csv", "--speedup", "fast")).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("speedup is 'fast'; give a positive number or 'max'");
  }

  @Test
  void refusesALetterThatIsNamedWrongly() {
    assertThat(run("dead-letters", "show", "transactions-0-1")).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("is not of the form TOPIC/PARTITION/OFFSET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "show", "register", "promote", "challenge", "rollback", "retire"})
  void helpsWithEveryCommandForModels(String command) {
    assertThat(run("models", command, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: lakeloop models " + command).contains("Example");
  }

  @Test
  void refusesToRegisterAFileThatIsNotThere() {
    String file = directory.resolve("none.zip").toString();

    assertThat(run("models", "register", file)).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("FILE is '" + file + "', which is no file");
  }

  @Test
  void refusesATimeThatIsNone() {
    assertThat(run("models", "promote", "a", "--at", "tomorrow")).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("Invalid value for option '--at'");
  }

  @Test
  void refusesAnOptionThatTheJobDoesNotKnow() {
    int code =
        run(
            "audit",
            "--bootstrap-servers=127.0.0.1:9",
            "--catalog-uri=http://127.0.0.1:9",
            "-Dingest.tpoic=x",
            "--data-dir",
            directory.toString());

    assertThat(code).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("ingest.tpoic: unknown key");
  }

  @Test
  void showsStoppedServersAndFails() {
    assertThat(run("status", "--data-dir", directory.toString())).isEqualTo(Lakeloop.CHECK_FAILED);
    assertThat(out.toString()).contains("kafka", "stopped");
  }

  @Test
  void listsTheNamedQueries() {
    assertThat(run("sql", "--list")).isZero();
    assertThat(out.toString())
        .contains("fraud-rate-by-day", ":from_day DATE = today-30, first day");
  }

  @Test
  void suggestsAQueryOfANearName() {
    assertThat(run("sql", "--query", "fraud-rate-by-dya")).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("Did you mean fraud-rate-by-day");
  }

  @Test
  void refusesAParameterOfAnotherType() {
    assertThat(run("sql", "--query", "fraud-rate-by-day", "--param", "from_day=soon"))
        .isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString())
        .contains("The parameter 'from_day' is 'soon'; give a day such as 2026-01-31");
  }
}
