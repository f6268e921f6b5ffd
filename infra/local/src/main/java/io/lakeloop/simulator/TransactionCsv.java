package io.lakeloop.simulator;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;

/**
 * Reads payments from a CSV file, plain or {@code .gz}, one at a time. The header names the
 * columns; {@link Columns} says which is which.
 */
public final class TransactionCsv implements Iterator<Payment>, AutoCloseable {
  /** Files written from binary floating point say 85.64999999999999 for 85.65. */
  private static final BigDecimal ROUNDING_NOISE = new BigDecimal("0.000001");

  private final Path file;
  private final Columns columns;
  private final CsvReader<NamedCsvRecord> csv;
  private final Iterator<NamedCsvRecord> records;

  /**
   * The columns of a file by name.
   *
   * @param transactionId id of the payment
   * @param time when it was made, UTC, {@code yyyy-MM-dd HH:mm:ss} or ISO 8601
   * @param customerId card holder
   * @param terminalId terminal
   * @param amount exact amount with at most two decimals
   * @param fraud 1 for fraud, else 0
   * @param scenario kind of fraud, 0 or empty for none
   */
  public record Columns(
      String transactionId,
      String time,
      String customerId,
      String terminalId,
      String amount,
      String fraud,
      String scenario) {
    /** The layout of the Fraud Detection Handbook's simulated data. */
    public static Columns handbook() {
      return new Columns(
          "TRANSACTION_ID",
          "TX_DATETIME",
          "CUSTOMER_ID",
          "TERMINAL_ID",
          "TX_AMOUNT",
          "TX_FRAUD",
          "TX_FRAUD_SCENARIO");
    }

    /**
     * The handbook's layout with other names for some columns.
     *
     * @param mapping such as {@code transaction_id=ID,time=TS}; keys: transaction_id, time,
     *     customer_id, terminal_id, amount, fraud, scenario
     */
    public static Columns parse(String mapping) {
      Columns columns = handbook();
      for (String pair : mapping.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException(
              "columns: '%s' is not of the form KEY=COLUMN".formatted(pair));
        }
        columns = columns.with(pair.substring(0, equals).strip(), pair.substring(equals + 1));
      }
      return columns;
    }

    private Columns with(String key, String name) {
      return switch (key) {
        case "transaction_id" ->
            new Columns(name, time, customerId, terminalId, amount, fraud, scenario);
        case "time" ->
            new Columns(transactionId, name, customerId, terminalId, amount, fraud, scenario);
        case "customer_id" ->
            new Columns(transactionId, time, name, terminalId, amount, fraud, scenario);
        case "terminal_id" ->
            new Columns(transactionId, time, customerId, name, amount, fraud, scenario);
        case "amount" ->
            new Columns(transactionId, time, customerId, terminalId, name, fraud, scenario);
        case "fraud" ->
            new Columns(transactionId, time, customerId, terminalId, amount, name, scenario);
        case "scenario" ->
            new Columns(transactionId, time, customerId, terminalId, amount, fraud, name);
        default ->
            throw new IllegalArgumentException(
                "columns: '%s' is not one of transaction_id, time, customer_id, terminal_id, amount, fraud, scenario"
                    .formatted(key));
      };
    }

    private List<String> all() {
      return List.of(transactionId, time, customerId, terminalId, amount, fraud, scenario);
    }
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when a column is missing, naming it and those that are there
   */
  public TransactionCsv(Path file, Columns columns) throws IOException {
    this.file = file;
    this.columns = columns;
    this.csv = CsvReader.builder().ofNamedCsvRecord(open(file));
    this.records = csv.iterator();
    if (!records.hasNext()) {
      close();
      throw new IllegalArgumentException(file + " has no transactions");
    }
    NamedCsvRecord first = records.next();
    for (String column : columns.all()) {
      if (!first.getHeader().contains(column)) {
        close();
        throw new IllegalArgumentException(
            "%s has no column '%s'; it has %s. Map columns with --columns"
                .formatted(file, column, first.getHeader()));
      }
    }
    this.pending = first;
  }

  private @org.jspecify.annotations.Nullable NamedCsvRecord pending;

  private static Reader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    return new InputStreamReader(
        file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in,
        StandardCharsets.UTF_8);
  }

  @Override
  public boolean hasNext() {
    return pending != null || records.hasNext();
  }

  /**
   * The next payment.
   *
   * @throws IllegalArgumentException naming file, line, column, value and expectation
   */
  @Override
  public Payment next() {
    NamedCsvRecord record = pending;
    pending = null;
    if (record == null) {
      if (!records.hasNext()) {
        throw new NoSuchElementException("the file is over");
      }
      record = records.next();
    }
    Transaction transaction =
        new Transaction(
            text(record, columns.transactionId()),
            time(record),
            text(record, columns.customerId()),
            text(record, columns.terminalId()),
            amount(record));
    return new Payment(transaction, isFraud(record) ? scenario(record) : null);
  }

  private String scenario(NamedCsvRecord record) {
    String scenario = record.getField(columns.scenario());
    return scenario.isEmpty() ? "unknown" : "scenario_" + scenario;
  }

  private boolean isFraud(NamedCsvRecord record) {
    String value = text(record, columns.fraud());
    if (!value.equals("0") && !value.equals("1")) {
      throw bad(record, columns.fraud(), value, "0 or 1");
    }
    return value.equals("1");
  }

  private String text(NamedCsvRecord record, String column) {
    String value =
        record
            .findField(column)
            .orElseThrow(() -> bad(record, column, "", "a value: the line is too short"));
    if (value.isBlank()) {
      throw bad(record, column, value, "a value");
    }
    return value;
  }

  private long time(NamedCsvRecord record) {
    String value = text(record, columns.time());
    try {
      String iso = value.replace(' ', 'T');
      LocalDateTime time =
          LocalDateTime.parse(iso.endsWith("Z") ? iso.substring(0, iso.length() - 1) : iso);
      return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw bad(record, columns.time(), value, "a UTC time such as 2018-04-01 00:00:31");
    }
  }

  private long amount(NamedCsvRecord record) {
    String value = text(record, columns.amount());
    try {
      BigDecimal amount = new BigDecimal(value);
      BigDecimal cents = amount.setScale(2, RoundingMode.HALF_EVEN);
      if (amount.subtract(cents).abs().compareTo(ROUNDING_NOISE) <= 0) {
        return cents.unscaledValue().longValueExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw bad(record, columns.amount(), value, "an amount of at most 18 digits");
    }
    throw bad(record, columns.amount(), value, "an amount with at most two decimals");
  }

  private IllegalArgumentException bad(
      NamedCsvRecord record, String column, String value, String expectation) {
    return new IllegalArgumentException(
        "%s line %d: %s is '%s'; expected %s"
            .formatted(file, record.getStartingLineNumber(), column, value, expectation));
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
