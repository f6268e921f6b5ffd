package io.lakeloop.feature;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import java.util.Locale;

/** What features are grouped by. Another event stream declares its own keys here. */
public enum EntityKey {
  /** The card holder. */
  CUSTOMER,
  /** The terminal or shop that took the payment. */
  TERMINAL;

  /** The key's value of a transaction. */
  public String of(Transaction transaction) {
    return switch (this) {
      case CUSTOMER -> transaction.customerId();
      case TERMINAL -> transaction.terminalId();
    };
  }

  /** The key's value of the transaction that a report is about. */
  public String of(FraudReport report) {
    return switch (this) {
      case CUSTOMER -> report.customerId();
      case TERMINAL -> report.terminalId();
    };
  }

  /** The name used in features' names. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
