package io.lakeloop.adapter.flink;

import io.lakeloop.adapter.flink.FeatureEvent.Origin;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.RowTimes;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.FeatureSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/**
 * Reads events from rows that have the columns of {@code transactions} or {@code fraud_reports}.
 */
public final class FeatureEventRows {
  private static final int AMOUNT_PRECISION = 18;
  private static final int AMOUNT_SCALE = 2;
  private static final int MICROS = 6;

  private FeatureEventRows() {}

  /** The columns of {@code payments.transactions}, in their order; more may follow. */
  private static final class TransactionColumns {
    static final int ID = PaymentTables.TRANSACTIONS.position("transaction_id");
    static final int TIME = PaymentTables.TRANSACTIONS.position("event_time");
    static final int CUSTOMER = PaymentTables.TRANSACTIONS.position("customer_id");
    static final int TERMINAL = PaymentTables.TRANSACTIONS.position("terminal_id");
    static final int AMOUNT = PaymentTables.TRANSACTIONS.position("amount");
    static final int PARTITION = PaymentTables.TRANSACTIONS.position(LakeTable.KAFKA_PARTITION);
    static final int OFFSET = PaymentTables.TRANSACTIONS.position(LakeTable.KAFKA_OFFSET);
    static final int INGESTED_AT = PaymentTables.TRANSACTIONS.position(LakeTable.INGESTED_AT);
  }

  /** The columns of {@code payments.fraud_reports}. */
  private static final class ReportColumns {
    static final int ID = PaymentTables.FRAUD_REPORTS.position("transaction_id");
    static final int REPORTED_AT = PaymentTables.FRAUD_REPORTS.position("reported_at");
    static final int FRAUD = PaymentTables.FRAUD_REPORTS.position("fraud");
    static final int CUSTOMER = PaymentTables.FRAUD_REPORTS.position("customer_id");
    static final int TERMINAL = PaymentTables.FRAUD_REPORTS.position("terminal_id");
    static final int TIME = PaymentTables.FRAUD_REPORTS.position("transaction_time");
    static final int REASON = PaymentTables.FRAUD_REPORTS.position("reason");
    static final int PARTITION = PaymentTables.FRAUD_REPORTS.position(LakeTable.KAFKA_PARTITION);
    static final int OFFSET = PaymentTables.FRAUD_REPORTS.position(LakeTable.KAFKA_OFFSET);
    static final int INGESTED_AT = PaymentTables.FRAUD_REPORTS.position(LakeTable.INGESTED_AT);
  }

  /** The transaction that a row of {@code transactions} holds. */
  public static Transaction transaction(RowData row) {
    return new Transaction(
        row.getString(TransactionColumns.ID).toString(),
        micros(row, TransactionColumns.TIME),
        row.getString(TransactionColumns.CUSTOMER).toString(),
        row.getString(TransactionColumns.TERMINAL).toString(),
        row.getDecimal(TransactionColumns.AMOUNT, AMOUNT_PRECISION, AMOUNT_SCALE).toUnscaledLong());
  }

  /** The report that a row of {@code fraud_reports} holds. */
  public static FraudReport report(RowData row) {
    return new FraudReport(
        row.getString(ReportColumns.ID).toString(),
        micros(row, ReportColumns.REPORTED_AT),
        row.getBoolean(ReportColumns.FRAUD),
        row.getString(ReportColumns.CUSTOMER).toString(),
        row.getString(ReportColumns.TERMINAL).toString(),
        micros(row, ReportColumns.TIME),
        row.isNullAt(ReportColumns.REASON) ? null : row.getString(ReportColumns.REASON).toString());
  }

  /** A transaction as the table holds it, where and when it came. */
  public static FeatureEvent transactionEvent(RowData row) {
    return FeatureEvent.of(
        transaction(row),
        new Origin(
            row.getInt(TransactionColumns.PARTITION),
            row.getLong(TransactionColumns.OFFSET),
            row.getTimestamp(TransactionColumns.INGESTED_AT, MICROS).getMillisecond()));
  }

  /** A report as the table holds it, where and when it came. */
  public static FeatureEvent reportEvent(RowData row) {
    return FeatureEvent.of(
        report(row),
        new Origin(
            row.getInt(ReportColumns.PARTITION),
            row.getLong(ReportColumns.OFFSET),
            row.getTimestamp(ReportColumns.INGESTED_AT, MICROS).getMillisecond()));
  }

  private static long micros(RowData row, int column) {
    return RowTimes.micros(row.getTimestamp(column, MICROS));
  }

  /**
   * Values by name, as tables hold them: a missing one has no entry.
   *
   * @param names the features' names, in the order of the values
   */
  public static MapData valuesByName(StringData[] names, double[] values) {
    Map<StringData, Double> map = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      if (!Double.isNaN(values[i])) {
        map.put(names[i], values[i]);
      }
    }
    return new GenericMapData(map);
  }

  /** A feature set's names as rows hold them. */
  public static StringData[] names(FeatureSet set) {
    return set.names().stream().map(StringData::fromString).toArray(StringData[]::new);
  }
}
