package io.lakeloop.history;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;

/** Makes rows of the history tables; finds the columns by name. */
final class HistoryRow {
  private static final int MINOR_UNIT_DIGITS = 2;
  private static final int SCORE_DIGITS = 9;

  private HistoryRow() {}

  /** The row of totals, in a table whose first columns are the period and, if any, the key. */
  static Record of(Totals totals, Schema schema) {
    GenericRecord row = GenericRecord.create(schema);
    Types.NestedField period = schema.columns().get(0);
    int day = DayRanges.dayOf(totals.periodMicros());
    row.setField(
        period.name(),
        period.type().typeId() == Type.TypeID.DATE
            ? LocalDate.ofEpochDay(day)
            : time(totals.periodMicros()));
    if (!totals.key().isEmpty()) {
      row.setField(schema.columns().get(1).name(), totals.key());
    }
    row.setField("transactions", totals.transactions());
    row.setField("amount_sum", amount(totals.amountSum()));
    row.setField("amount_min", amount(totals.amountMin()));
    row.setField("amount_max", amount(totals.amountMax()));
    row.setField("fraud_transactions", totals.fraudTransactions());
    row.setField("fraud_amount", amount(totals.fraudAmountSum()));
    row.setField("scored", totals.scored());
    row.setField("score_sum", BigDecimal.valueOf(totals.scoreBillionths(), SCORE_DIGITS));
    row.setField("score_max", totals.scored() == 0 ? null : totals.scoreMax());
    row.setField("alerts", totals.alerts());
    row.setField("records", totals.records());
    row.setField("newest_ingested_at", time(totals.newestIngestedAtMicros()));
    row.setField("closed_until", time((day + 1) * Grouping.DAY_MICROS));
    return row;
  }

  private static BigDecimal amount(long minorUnits) {
    return BigDecimal.valueOf(minorUnits, MINOR_UNIT_DIGITS);
  }

  private static OffsetDateTime time(long micros) {
    return DateTimeUtil.timestamptzFromMicros(micros);
  }
}
