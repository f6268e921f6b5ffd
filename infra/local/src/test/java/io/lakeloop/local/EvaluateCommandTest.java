package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvaluateCommandTest {
  private static final String HEADER =
      "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO";
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final Instant START = Instant.parse("2018-04-01T00:00:00Z");

  @TempDir private static Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void writeSixtyDays() throws IOException {
    Simulator world =
        new Simulator(SimulatorSettings.of(3, START, Duration.ofDays(60)).withPopulation(400, 400));
    List<String> lines = new ArrayList<>();
    while (world.hasNext()) {
      Event event = world.next();
      if (event instanceof Payment payment) {
        lines.add(line(payment));
      }
    }
    write("all.csv", lines);
    write("first.csv", lines.subList(0, 10_000));
    write("rest.csv", lines.subList(10_000, lines.size()));
    write("honest.csv", lines.stream().map(line -> line.replaceAll("1,1$", "0,0")).toList());
  }

  private static String line(Payment payment) {
    Transaction transaction = payment.transaction();
    Instant time = Instant.EPOCH.plus(transaction.eventTimeMicros(), ChronoUnit.MICROS);
    return "%s,%s,%s,%s,%d.%02d,%s"
        .formatted(
            transaction.transactionId(),
            SECONDS.format(time),
            transaction.customerId(),
            transaction.terminalId(),
            transaction.amountMinorUnits() / 100,
            transaction.amountMinorUnits() % 100,
            payment.fraud() == null ? "0,0" : "1,1");
  }

  private static void write(String name, List<String> lines) throws IOException {
    List<String> content = new ArrayList<>(List.of(HEADER));
    content.addAll(lines);
    Files.write(directory.resolve(name), content);
  }

  private int run(String inputs, String... more) {
    List<String> args = new ArrayList<>(List.of("evaluate", "--input"));
    args.add(
        String.join(
            ",",
            List.of(inputs.split(",", -1)).stream()
                .map(name -> directory.resolve(name).toString())
                .toList()));
    args.addAll(List.of(more));
    CommandLine command = Lakeloop.commandLine();
    command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(args.toArray(String[]::new));
  }

  private String json(String inputs, String... more) {
    out.getBuffer().setLength(0);
    List<String> args =
        new ArrayList<>(
            List.of("--test-from", "2018-05-14", "--test-days", "14", "--delay-days", "7"));
    args.addAll(List.of(more));
    args.add("--json");
    assertThat(run(inputs, args.toArray(String[]::new))).as(err::toString).isZero();
    return out.toString();
  }

  @Test
  void measuresAllOfTheTestAndEachWeek() throws IOException {
    JsonNode result = new ObjectMapper().readTree(json("all.csv"));

    assertThat(result.at("/training/from").asText()).isEqualTo("2018-04-09");
    assertThat(result.at("/training/to").asText()).isEqualTo("2018-05-06");
    assertThat(result.at("/test/from").asText()).isEqualTo("2018-05-14");
    assertThat(result.at("/test/to").asText()).isEqualTo("2018-05-27");
    assertThat(result.at("/weeks").size()).isEqualTo(2);
    assertThat(result.at("/weeks/1/from").asText()).isEqualTo("2018-05-21");
    assertThat(result.at("/test/auc_roc").asDouble()).isBetween(0.7, 1.0);
    double precision = result.at("/test/average_precision").asDouble();
    assertThat(precision).isBetween(0.3, 1.0);
    assertThat(result.at("/test/confidence_95/average_precision/0").asDouble())
        .isLessThan(precision);
    assertThat(result.at("/test/confidence_95/average_precision/1").asDouble())
        .isGreaterThan(precision);
  }

  @Test
  void severalFilesAreOneAndTheSameAgainGivesTheSame() {
    assertThat(json("first.csv,rest.csv", "--train-days=all"))
        .isEqualTo(json("all.csv", "--train-days=all"));
  }

  @Test
  void trainsByThePublishedParametersOnAsManyDaysAsAsked() throws IOException {
    JsonNode result =
        new ObjectMapper()
            .readTree(
                json(
                    "all.csv",
                    "--feature-set=handbook",
                    "--published-parameters",
                    "--train-days=20"));

    assertThat(result.at("/training/from").asText()).isEqualTo("2018-04-17");
    assertThat(result.at("/training/trees").asInt()).isEqualTo(100);
    assertThat(result.at("/feature_set").asText()).isEqualTo("handbook");
  }

  @Test
  void describesTheResultToPeople() {
    assertThat(run("all.csv", "--test-from", "2018-05-14")).isZero();
    assertThat(out.toString())
        .contains("Training on ", "Trained on 2018-04-09 to 2018-05-06")
        .contains("average precision", "95 % interval", "mean score   fraud share");
  }

  @Test
  void refusesToTrainWithoutFrauds() {
    assertThat(run("honest.csv", "--test-from", "2018-05-14")).isEqualTo(Lakeloop.CHECK_FAILED);
    assertThat(err.toString()).contains("Training refused: ", "none is fraud");
  }

  @Test
  void refusesATestThatTheFilesDoNotCover() {
    assertThat(run("all.csv", "--test-from", "2018-05-28")).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("there is no transaction on 2018-05-31");
  }

  @Test
  void refusesDaysThatAreNone() {
    assertThat(run("all.csv", "--test-from", "2018-05-14", "--train-days", "some"))
        .isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("--train-days is 'some'; give a number of days");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThat(run("none.csv", "--test-from", "2018-05-14")).isEqualTo(Lakeloop.USAGE);
    assertThat(err.toString()).contains("none.csv does not exist");
  }
}
