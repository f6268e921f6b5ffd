package io.lakeloop.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which column of a CSV file holds what. Times are UTC, amounts have at most two decimals, fraud is
 * 0 or 1.
 */
public final class TransactionColumns {
  static final String TRANSACTION_ID = "transaction_id";
  static final String EVENT_TIME = "event_time";
  static final String CUSTOMER_ID = "customer_id";
  static final String TERMINAL_ID = "terminal_id";
  static final String AMOUNT = "amount";
  static final String FRAUD = "fraud";
  static final String SCENARIO = "scenario";

  private final Map<String, String> nameByKey;

  private TransactionColumns(Map<String, String> nameByKey) {
    this.nameByKey = nameByKey;
  }

  /** The layout of the Fraud Detection Handbook's simulated data. */
  public static TransactionColumns handbook() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(TRANSACTION_ID, "TRANSACTION_ID");
    names.put(EVENT_TIME, "TX_DATETIME");
    names.put(CUSTOMER_ID, "CUSTOMER_ID");
    names.put(TERMINAL_ID, "TERMINAL_ID");
    names.put(AMOUNT, "TX_AMOUNT");
    names.put(FRAUD, "TX_FRAUD");
    names.put(SCENARIO, "TX_FRAUD_SCENARIO");
    return new TransactionColumns(names);
  }

  /**
   * The handbook's layout with other names for some columns.
   *
   * @param mapping such as {@code transaction_id=ID,event_time=TS,scenario=}; the keys are
   *     transaction_id, event_time, customer_id, terminal_id, amount, fraud and scenario. The last
   *     two may have no column
   * @throws IllegalArgumentException saying what is wrong with the mapping
   */
  public static TransactionColumns parse(String mapping) {
    TransactionColumns columns = handbook();
    for (String pair : mapping.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "columns: '%s' is not of the form KEY=COLUMN".formatted(pair));
      }
      columns.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return columns;
  }

  private void put(String key, String name) {
    if (!nameByKey.containsKey(key)) {
      throw new IllegalArgumentException(
          "columns: '%s' is not one of %s".formatted(key, String.join(", ", nameByKey.keySet())));
    }
    if (name.isEmpty() && !key.equals(FRAUD) && !key.equals(SCENARIO)) {
      throw new IllegalArgumentException(
          "columns: '%s' has no column; only fraud and scenario may be missing".formatted(key));
    }
    nameByKey.put(key, name);
  }

  /** The column's name in the file, empty when the file has no such column. */
  Optional<String> name(String key) {
    String name = nameByKey.getOrDefault(key, "");
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }
}
