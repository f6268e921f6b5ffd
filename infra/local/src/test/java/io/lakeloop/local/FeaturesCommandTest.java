package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FeaturesCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeTransactions() throws IOException {
    Files.write(
        directory.resolve("tx.csv"),
        List.of(
            "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO",
            "1,2018-04-01 08:00:00,c1,t1,10.00,1,2",
            "2,2018-04-01 09:00:00,c1,t2,20.00,0,0",
            "3,2018-04-02 08:30:00,c1,t1,60.00,0,0",
            "4,2018-04-08 12:00:00,c2,t1,5.00,0,0"));
  }

  private int run(String... options) {
    CommandLine command = Lakeloop.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    String input = directory.resolve("tx.csv").toString();
    Stream<String> always = Stream.of("features", "--feature-set", "handbook", "--input", input);
    return command.execute(Stream.concat(always, Stream.of(options)).toArray(String[]::new));
  }

  private List<String> written() throws IOException {
    return Files.readAllLines(directory.resolve("out.csv"));
  }

  @Test
  void writesEveryTransactionOfTheFile() throws IOException {
    assertThat(run("--output", directory.resolve("out.csv").toString())).isZero();

    assertThat(written().get(0)).startsWith("TRANSACTION_ID,TX_AMOUNT,TX_DURING_WEEKEND,");
    // Amount, weekend, night; the customer's count and mean over 1, 7 and 30 days; the terminal's
    // count and share of frauds over 1, 7 and 30 days, seven days ago.
    assertThat(written().subList(1, 5))
        .containsExactly(
            "1,10.0,1.0,0.0,1.0,10.0,1.0,10.0,1.0,10.0,0.0,0.0,0.0,0.0,0.0,0.0",
            "2,20.0,1.0,0.0,2.0,15.0,2.0,15.0,2.0,15.0,0.0,0.0,0.0,0.0,0.0,0.0",
            "3,60.0,0.0,0.0,2.0,40.0,3.0,30.0,3.0,30.0,0.0,0.0,0.0,0.0,0.0,0.0",
            "4,5.0,1.0,0.0,1.0,5.0,1.0,5.0,1.0,5.0,1.0,1.0,1.0,1.0,1.0,1.0");
    assertThat(out.toString()).contains("Wrote 4 rows");
  }

  @Test
  void countsWhatIsBeforeTheFirstDayAsHistory() throws IOException {
    String output = directory.resolve("out.csv").toString();
    assertThat(run("--from", "2018-04-02", "--to", "2018-04-02", "--output", output)).isZero();

    assertThat(written()).hasSize(2);
    assertThat(written().get(1)).startsWith("3,60.0,0.0,0.0,2.0,40.0,3.0,30.0,");
  }

  @Test
  void refusesALastDayBeforeTheFirst() {
    String output = directory.resolve("out.csv").toString();
    assertThat(run("--from", "2018-04-02", "--to", "2018-04-01", "--output", output)).isNotZero();

    assertThat(err.toString()).contains("--to is 2018-04-01 and --from is 2018-04-02");
    assertThat(directory.resolve("out.csv")).doesNotExist();
  }

  @Test
  void asksForTheFileToWrite() {
    assertThat(run()).isNotZero();

    assertThat(err.toString()).contains("--output is missing");
  }
}
