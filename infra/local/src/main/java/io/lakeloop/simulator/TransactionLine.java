package io.lakeloop.simulator;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the lines of one CSV file into payments. Checks form, not the rules of the lake. */
final class TransactionLine {
  /** Files written from binary floating point say 85.64999999999999 for 85.65. */
  private static final BigDecimal ROUNDING_NOISE = new BigDecimal("0.000001");

  private static final int ABSENT = -1;

  private final Path file;
  private final List<String> header;
  private final int transactionId;
  private final int eventTime;
  private final int customerId;
  private final int terminalId;
  private final int amount;
  private final int fraud;
  private final int scenario;

  /** A line that is no payment; the message names file, line, column, value and expectation. */
  static final class BadLineException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
      super(message);
    }
  }

  /**
   * For a file with this header.
   *
   * @throws IllegalArgumentException when a column is missing, naming it and those that are there
   */
  TransactionLine(Path file, List<String> header, TransactionColumns columns) {
    this.file = file;
    this.header = List.copyOf(header);
    this.transactionId = index(columns, TransactionColumns.TRANSACTION_ID);
    this.eventTime = index(columns, TransactionColumns.EVENT_TIME);
    this.customerId = index(columns, TransactionColumns.CUSTOMER_ID);
    this.terminalId = index(columns, TransactionColumns.TERMINAL_ID);
    this.amount = index(columns, TransactionColumns.AMOUNT);
    this.fraud = index(columns, TransactionColumns.FRAUD);
    this.scenario = index(columns, TransactionColumns.SCENARIO);
  }

  private int index(TransactionColumns columns, String key) {
    Optional<String> name = columns.name(key);
    if (name.isEmpty()) {
      return ABSENT;
    }
    int index = header.indexOf(name.get());
    if (index == ABSENT) {
      throw new IllegalArgumentException(
          "%s has no column '%s' for %s; it has %s. Map columns with --columns %s=NAME,…"
              .formatted(file, name.get(), key, header, key));
    }
    return index;
  }

  /**
   * The payment on a line.
   *
   * @throws BadLineException when the line is no payment
   */
  Payment payment(CsvRecord record) {
    if (record.getFieldCount() != header.size()) {
      throw new BadLineException(
          "%s line %d: %d fields; expected %d as in the header"
              .formatted(
                  file, record.getStartingLineNumber(), record.getFieldCount(), header.size()));
    }
    Transaction transaction =
        new Transaction(
            text(record, transactionId),
            timeMicros(record),
            text(record, customerId),
            text(record, terminalId),
            amountMinorUnits(record));
    return new Payment(transaction, isFraud(record) ? kindOfFraud(record) : null);
  }

  private @Nullable String kindOfFraud(CsvRecord record) {
    String value = scenario == ABSENT ? "" : record.getField(scenario);
    if (value.isEmpty()) {
      return "unknown";
    }
    return value.chars().allMatch(Character::isDigit) ? "scenario_" + value : value;
  }

  private boolean isFraud(CsvRecord record) {
    if (fraud == ABSENT) {
      return false;
    }
    String value = text(record, fraud);
    if (!value.equals("0") && !value.equals("1")) {
      throw bad(record, fraud, "0 or 1");
    }
    return value.equals("1");
  }

  private String text(CsvRecord record, int column) {
    String value = record.getField(column);
    if (value.isBlank()) {
      throw bad(record, column, "a value");
    }
    return value;
  }

  private long timeMicros(CsvRecord record) {
    String value = text(record, eventTime).replace(' ', 'T');
    int length = value.length() - (value.endsWith("Z") ? 1 : 0);
    try {
      LocalDateTime time = LocalDateTime.parse(value.subSequence(0, length));
      return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException | ArithmeticException e) {
      throw bad(record, eventTime, "a UTC time such as 2018-04-01 00:00:31");
    }
  }

  private long amountMinorUnits(CsvRecord record) {
    String value = text(record, amount);
    try {
      BigDecimal exact = new BigDecimal(value);
      BigDecimal cents = exact.setScale(2, RoundingMode.HALF_EVEN);
      if (exact.subtract(cents).abs().compareTo(ROUNDING_NOISE) <= 0) {
        return cents.unscaledValue().longValueExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw bad(record, amount, "an amount of at most 18 digits");
    }
    throw bad(record, amount, "an amount with at most two decimals");
  }

  private BadLineException bad(CsvRecord record, int column, String expectation) {
    return new BadLineException(
        "%s line %d: %s is '%s'; expected %s"
            .formatted(
                file,
                record.getStartingLineNumber(),
                header.get(column),
                record.getField(column),
                expectation));
  }
}
