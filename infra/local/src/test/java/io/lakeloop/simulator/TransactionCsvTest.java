package io.lakeloop.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.TransactionCsv.BadLines;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static List<Payment> read(Path file, TransactionColumns columns) throws IOException {
    List<Payment> payments = new ArrayList<>();
    try (TransactionCsv csv = new TransactionCsv(file, columns, BadLines.FAIL)) {
      csv.forEachRemaining(payments::add);
    }
    return payments;
  }

  private static List<Payment> read(Path file) throws IOException {
    return read(file, TransactionColumns.handbook());
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
            TransactionColumns.parse(
                "transaction_id=ID,event_time=TS,customer_id=C,terminal_id=P,amount=A,fraud=F,scenario=S"));

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
        "0,2018-04-01 00:00:31,,2,3,0,0|CUSTOMER_ID is ''; expected a value",
        "0,2018-04-01 00:00:31,1,2,3,0|6 fields; expected 7 as in the header",
        "0,2018-04-01 00:00:31,1,2,3,50,0,0|8 fields; expected 7 as in the header"
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
        .hasMessage(
            file
                + " has no column 'TRANSACTION_ID' for transaction_id; it has [ID, TX_DATETIME]. Map columns with --columns transaction_id=NAME,…");
  }

  @Test
  void refusesAnEmptyFileButNotOneWithoutTransactions() throws IOException {
    Path empty = file("empty.csv", "");

    assertThatThrownBy(() -> read(empty))
        .hasMessage(empty + " is empty; expected a header and transactions");
    assertThat(read(file("tx.csv", HEADER))).isEmpty();
    assertThatThrownBy(() -> read(Path.of("nowhere.csv")))
        .hasMessage("nowhere.csv does not exist, or may not be read; give a CSV file");
  }

  @Test
  void refusesAMappingThatMeansNothing() {
    assertThatThrownBy(() -> TransactionColumns.parse("when=TS"))
        .hasMessage(
            "columns: 'when' is not one of transaction_id, event_time, customer_id, terminal_id, amount, fraud, scenario");
    assertThatThrownBy(() -> TransactionColumns.parse("event_time"))
        .hasMessage("columns: 'event_time' is not of the form KEY=COLUMN");
    assertThatThrownBy(() -> TransactionColumns.parse("amount="))
        .hasMessage("columns: 'amount' has no column; only fraud and scenario may be missing");
  }

  @Test
  void readsAFileThatDoesNotTellFraud() throws IOException {
    Path file = file("tx.csv", "\uFEFFID,TS,C,P,A\n\"0\",2018-04-01T00:00:31.5Z,596,3156,1\n");

    List<Payment> payments =
        read(
            file,
            TransactionColumns.parse(
                "transaction_id=ID,event_time=TS,customer_id=C,terminal_id=P,amount=A,fraud=,scenario="));

    long time = Instant.parse("2018-04-01T00:00:31.500Z").toEpochMilli() * 1000;
    assertThat(payments)
        .containsExactly(new Payment(new Transaction("0", time, "596", "3156", 100), null));
  }

  @Test
  void skipsAndCountsBadLinesWhenAskedTo() throws IOException {
    Path file =
        file(
            "tx.csv",
            HEADER
                + "0,2018-04-01 00:00:31,1,2,3,0,0\nnonsense\n1,2018-04-01 00:00:32,1,2,x,0,0\n2,2018-04-01 00:00:33,1,2,3,0,0\n");

    try (TransactionCsv csv =
        new TransactionCsv(file, TransactionColumns.handbook(), BadLines.SKIP)) {
      List<Payment> payments = new ArrayList<>();
      csv.forEachRemaining(payments::add);

      assertThat(payments)
          .extracting(payment -> payment.transaction().transactionId())
          .containsExactly("0", "2");
      assertThat(csv.skippedLines()).isEqualTo(2);
      assertThat(csv.firstProblems())
          .containsExactly(
              file + " line 3: 1 fields; expected 7 as in the header",
              file + " line 4: TX_AMOUNT is 'x'; expected an amount of at most 18 digits");
      assertThat(csv.doneShare()).isEqualTo(1);
    }
  }

  @Test
  void saysWhichFileIsCutShort() throws IOException {
    Path file = directory.resolve("tx.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          (HEADER + "0,2018-04-01 00:00:31,596,3156,1,0,0\n").getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 12));

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(file + " cannot be read: ");
  }
}
