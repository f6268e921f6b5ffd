package io.lakeloop.history;

import io.lakeloop.adapter.iceberg.HistoryTables;
import io.lakeloop.adapter.iceberg.LakeTable;

/** How transactions are grouped, and the table that each grouping fills. */
public enum Grouping {
  /** By customer and day. */
  CUSTOMER_AND_DAY(HistoryTables.DAILY_CUSTOMER, Grouping.DAY_MICROS) {
    @Override
    String key(Facts.Payment payment) {
      return payment.customerId();
    }
  },
  /** By terminal and day. */
  TERMINAL_AND_DAY(HistoryTables.DAILY_TERMINAL, Grouping.DAY_MICROS) {
    @Override
    String key(Facts.Payment payment) {
      return payment.terminalId();
    }
  },
  /** By hour. */
  HOUR(HistoryTables.HOURLY_TOTALS, Grouping.HOUR_MICROS) {
    @Override
    String key(Facts.Payment payment) {
      return "";
    }
  };

  static final long HOUR_MICROS = 3_600_000_000L;
  static final long DAY_MICROS = 24 * HOUR_MICROS;

  @SuppressWarnings("ImmutableEnumChecker") // Schema and spec do not change either
  private final LakeTable table;

  private final long lengthMicros;

  Grouping(LakeTable table, long lengthMicros) {
    this.table = table;
    this.lengthMicros = lengthMicros;
  }

  LakeTable table() {
    return table;
  }

  /** What a transaction is grouped by, beside the period. */
  abstract String key(Facts.Payment payment);

  /** Start of the period that a time is in. */
  long periodMicros(long timeMicros) {
    return Math.floorDiv(timeMicros, lengthMicros) * lengthMicros;
  }

  /** The grouping of a table, by the table's name. */
  static Grouping of(String table) {
    for (Grouping grouping : values()) {
      if (grouping.table.name().equals(table)) {
        return grouping;
      }
    }
    throw new IllegalArgumentException("'" + table + "' is no table of history");
  }
}
