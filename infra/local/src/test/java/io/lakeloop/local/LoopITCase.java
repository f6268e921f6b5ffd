package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as a person uses them. */
@Timeout(300)
class LoopITCase {
  @TempDir private Path directory;

  private String output = "";

  private int run(String... args) {
    StringWriter text = new StringWriter();
    CommandLine command = Lakeloop.commandLine();
    command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    command.setOut(new PrintWriter(text, true));
    command.setErr(new PrintWriter(text, true));
    int code = command.execute(args);
    output = text.toString();
    return code;
  }

  @Test
  void demoClosesTheLoopAndLeavesItsDataWhereAsked() {
    int code =
        run(
            "demo",
            "--days=3",
            "--customers=500",
            "--terminals=1000",
            "--live-rate=50",
            "--live-duration=3s",
            "--malformed-rate=0.01",
            "--data-dir=" + directory.resolve("demo"));

    assertThat(code).as(output).isZero();
    assertThat(output)
        .contains("PASSED  every record in the lake once")
        .contains("PASSED  each broken record set aside with its reason")
        .contains("The loop is closed: nothing lost, nothing twice.");
    assertThat(directory.resolve("demo/s3/lake/warehouse")).isDirectory();
  }

  @Test
  void demoUsesTheTransactionsOfAFile() throws Exception {
    Path file =
        Files.write(
            directory.resolve("tx.csv"),
            List.of(
                "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO",
                "0,2018-04-01 00:00:31,596,3156,57.16,0,0",
                "1,2018-04-01 00:02:10,4961,3412,81.51,1,2"));

    int code = run("demo", "--input=" + file);

    assertThat(code).as(output).isZero();
    assertThat(output).contains("2 transactions and 1 fraud reports were sent");
  }

  @Test
  void serversStartInTheBackgroundTakeTrafficAndStop() throws Exception {
    String dataDirectory = "--data-dir=" + directory.resolve("stack");
    try {
      assertThat(run("up", dataDirectory)).as(output).isZero();
      assertThat(output).contains("Kafka    127.0.0.1:");
      assertThat(run("up", dataDirectory)).as("again: %s", output).isZero();
      assertThat(run("status", dataDirectory)).as(output).isZero();
      assertThat(output).contains("kafka    running");
      assertThat(run("simulate", dataDirectory, "--days=1", "--customers=100", "--terminals=100"))
          .as(output)
          .isZero();
      assertThat(output).contains("transactions and");
      assertThat(run("simulate", dataDirectory, "--rate=50", "--duration=2s")).as(output).isZero();
      assertThat(run("replay", dataDirectory, "--input=" + fileWithABadLine(), "--skip-bad-lines"))
          .as(output)
          .isZero();
      assertThat(output)
          .contains("2 transactions and 1 fraud reports")
          .contains("1 bad lines were skipped")
          .contains("TX_AMOUNT is 'much'");
      Path schema = directory.resolve("S.avsc");
      Files.writeString(schema, "{\"type\":\"record\",\"name\":\"S\",\"fields\":[]}");
      assertThat(run("schemas", "publish", dataDirectory, schema.toString())).as(output).isZero();
      assertThat(output).contains("Published " + schema).contains("s3://lake/schemas/");
      assertThat(run("audit", dataDirectory)).isEqualTo(Lakeloop.INFRASTRUCTURE);
      assertThat(output).contains("Has the ingest job ever been started?");
    } finally {
      assertThat(run("down", dataDirectory)).as(output).isZero();
    }
    assertThat(run("status", dataDirectory)).isEqualTo(Lakeloop.CHECK_FAILED);
  }

  private Path fileWithABadLine() throws IOException {
    return Files.write(
        directory.resolve("bad.csv"),
        List.of(
            "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO",
            "0,2018-04-01 00:00:31,596,3156,57.16,1,2",
            "1,2018-04-01 00:02:10,4961,3412,much,0,0",
            "2,2018-04-01 00:07:56,2,1365,146.0,0,0"));
  }
}
