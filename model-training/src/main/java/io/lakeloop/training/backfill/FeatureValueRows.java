package io.lakeloop.training.backfill;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureEventRows;
import io.lakeloop.adapter.iceberg.RowTimes;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.FeatureSet;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/** Makes rows of {@code ml.feature_values}, in the order of its columns. */
final class FeatureValueRows implements MapFunction<FeatureEvent, RowData> {
  private static final long serialVersionUID = 1L;
  private static final int AMOUNT_PRECISION = 18;
  private static final int AMOUNT_SCALE = 2;

  private final FeatureSet set;
  private final long computedAtMicros;

  /**
   * Rows of one run.
   *
   * @param computedAtMicros when it began, UTC, microseconds since 1970
   */
  FeatureValueRows(FeatureSet set, long computedAtMicros) {
    this.set = set;
    this.computedAtMicros = computedAtMicros;
  }

  @Override
  public RowData map(FeatureEvent event) {
    Transaction transaction = event.transaction();
    return GenericRowData.of(
        StringData.fromString(transaction.transactionId()),
        RowTimes.ofMicros(transaction.eventTimeMicros()),
        StringData.fromString(transaction.customerId()),
        StringData.fromString(transaction.terminalId()),
        DecimalData.fromUnscaledLong(
            transaction.amountMinorUnits(), AMOUNT_PRECISION, AMOUNT_SCALE),
        StringData.fromString(set.name()),
        StringData.fromString(set.hash()),
        FeatureEventRows.valuesByName(FeatureEventRows.names(set), event.values()),
        RowTimes.ofMicros(computedAtMicros));
  }
}
