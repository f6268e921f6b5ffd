package io.lakeloop.training.backfill;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.FeatureSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

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
        time(transaction.eventTimeMicros()),
        StringData.fromString(transaction.customerId()),
        StringData.fromString(transaction.terminalId()),
        DecimalData.fromUnscaledLong(
            transaction.amountMinorUnits(), AMOUNT_PRECISION, AMOUNT_SCALE),
        StringData.fromString(set.name()),
        StringData.fromString(set.hash()),
        features(event.values()),
        time(computedAtMicros));
  }

  private GenericMapData features(double[] values) {
    List<String> names = set.names();
    Map<StringData, Double> map = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        map.put(StringData.fromString(names.get(i)), values[i]);
      }
    }
    return new GenericMapData(map);
  }

  private static TimestampData time(long micros) {
    return TimestampData.fromEpochMillis(
        Math.floorDiv(micros, 1000L), Math.floorMod(micros, 1000) * 1000);
  }
}
