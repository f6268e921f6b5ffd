package io.lakeloop.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionCsvTest {
  private static final String HEADER =
      "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO\n";

  @TempDir private Path directory;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static List<Payment> read(Path file, TransactionCsv.Columns columns) throws IOException {
    List<Payment> payments = new ArrayList<>();
    try (TransactionCsv csv = new TransactionCsv(file, columns)) {
      csv.forEachRemaining(payments::add);
    }
    return payments;
  }

  private static List<Payment> read(Path file) throws IOException {
    return read(file, TransactionCsv.Columns.handbook());
  }

  @Test
  void readsPaymentsAndWhichAreFraud() throws IOException {
    Path file =
        file(
            "tx.csv",
            HEADER
                + "0,2018-04-01 00:00:31,596,3156,57.16,0,0\n1,2018-04-01T00:02:10,4961,3412,81.5,1,2\n");

    long time = Instant.parse("2018-04-01T00:00:31Z").toEpochMilli() * 1000;
    assertThat(read(file))
        .containsExactly(
            new Payment(new Transaction("0", time, "596", "3156", 5716), null),
            new Payment(
                new Transaction("1", time + 99_000_000, "4961", "3412", 8150), "scenario_2"));
  }

  @Test
  void readsGzip() throws IOException {
    Path file = directory.resolve("tx.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          (HEADER + "0,2018-04-01 00:00:31,596,3156,1,0,0\n").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(read(file)).hasSize(1);
  }

  @Test
  void readsOtherColumnNames() throws IOException {
    Path file = file("tx.csv", "ID,TS,C,P,A,F,S\n0,2018-04-01 00:00:31,596,3156,1.00,0,\n");

    List<Payment> payments =
        read(
            file,
            TransactionCsv.Columns.parse(
                "transaction_id=ID,time=TS,customer_id=C,terminal_id=P,amount=A,fraud=F,scenario=S"));

    assertThat(payments).singleElement().extracting(Payment::fraud).isNull();
  }

  @Test
  void takesTheNoiseOfBinaryFloatingPointForWhatItIs() throws IOException {
    Path file = file("tx.csv", HEADER + "0,2018-04-01 00:00:31,596,3156,85.64999999999999,0,0\n");

    assertThat(read(file).get(0).transaction().amountMinorUnits()).isEqualTo(8565);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,noon,1,2,3,0,0|TX_DATETIME is 'noon'; expected a UTC time such as 2018-04-01 00:00:31",
        "0,2018-04-01 00:00:31,1,2,3.145,0,0|TX_AMOUNT is '3.145'; expected an amount with at most two decimals",
        "0,2018-04-01 00:00:31,1,2,much,0,0|TX_AMOUNT is 'much'; expected an amount",
        "0,2018-04-01 00:00:31,1,2,3,yes,0|TX_FRAUD is 'yes'; expected 0 or 1",
        "0,2018-04-01 00:00:31,,2,3,0,0|CUSTOMER_ID is ''; expected a value"
      })
  void namesFileLineColumnValueAndExpectation(String line, String message) throws IOException {
    Path file = file("tx.csv", HEADER + "0,2018-04-01 00:00:31,1,2,3,0,0\n" + line + "\n");

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + " line 3: " + message);
  }

  @Test
  void namesAMissingColumnAndThoseThatAreThere() throws IOException {
    Path file = file("tx.csv", "ID,TX_DATETIME\n1,2\n");

    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("has no column 'TRANSACTION_ID'; it has [ID, TX_DATETIME]");
  }

  @Test
  void refusesAFileWithoutTransactionsAndAnUnknownMapping() throws IOException {
    Path file = file("tx.csv", HEADER);

    assertThatThrownBy(() -> read(file)).hasMessageEndingWith("has no transactions");
    assertThatThrownBy(() -> TransactionCsv.Columns.parse("when=TS"))
        .hasMessageContaining("'when' is not one of transaction_id, time");
    assertThatThrownBy(() -> TransactionCsv.Columns.parse("time"))
        .hasMessageContaining("'time' is not of the form KEY=COLUMN");
  }

  @Test
  void letsAReportFollowEachFraudAfterTheDelay() {
    List<Payment> payments =
        List.of(
            payment("a", 0, "x"),
            payment("b", 5, null),
            payment("c", 10, "y"),
            payment("d", 12, null));

    List<String> order = new ArrayList<>();
    new Replay(payments.iterator(), Duration.ofSeconds(10))
        .forEachRemaining(
            event ->
                order.add(
                    event instanceof Report report
                        ? "report " + report.report().transactionId() + " at " + event.timeMicros()
                        : ((Payment) event).transaction().transactionId()));

    assertThat(order)
        .containsExactly("a", "b", "report a at 10000000", "c", "d", "report c at 20000000");
  }

  @Test
  void refusesPaymentsOutOfOrder() {
    Replay replay =
        new Replay(
            List.of(payment("a", 5, null), payment("b", 4, null)).iterator(), Duration.ofDays(7));

    assertThatThrownBy(() -> replay.forEachRemaining(event -> {}))
        .hasMessage("transaction b is earlier than the one before it; sort the file by time");
  }

  private static Payment payment(String id, long seconds, String fraud) {
    return new Payment(new Transaction(id, seconds * 1_000_000, "C", "P", 1), fraud);
  }
}
