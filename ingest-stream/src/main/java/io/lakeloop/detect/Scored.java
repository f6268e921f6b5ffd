package io.lakeloop.detect;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureEventRows;
import io.lakeloop.adapter.iceberg.RowTimes;
import io.lakeloop.domain.Alert;
import io.lakeloop.domain.Alert.Reason;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.FeatureSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Rows of {@code scored_transactions} and {@code alerts}, in the order of their columns. */
final class Scored {
  private static final int AMOUNT_PRECISION = 18;
  private static final int AMOUNT_SCALE = 2;
  private static final int MICROS = 6;
  private static final int REASON_FIELDS = 4;

  private final StringData[] names;
  private final StringData setName;
  private final StringData setHash;

  /** Rows with the values of this feature set. */
  Scored(FeatureSet set) {
    this.names = FeatureEventRows.names(set);
    this.setName = StringData.fromString(set.name());
    this.setHash = StringData.fromString(set.hash());
  }

  /**
   * What was decided about a transaction.
   *
   * @param score 0 to 1
   * @param isAlert whether it is an alert
   * @param modelVersion the model that decided
   * @param shadowScores the scores of challengers, by version
   * @param scoredAtMicros now, UTC, microseconds since 1970
   */
  record Decision(
      double score,
      boolean isAlert,
      String modelVersion,
      Map<String, Double> shadowScores,
      long scoredAtMicros) {
    Decision {
      shadowScores = Map.copyOf(shadowScores);
    }
  }

  RowData row(FeatureEvent event, Decision decision) {
    Transaction transaction = event.transaction();
    return GenericRowData.of(
        StringData.fromString(transaction.transactionId()),
        RowTimes.ofMicros(transaction.eventTimeMicros()),
        StringData.fromString(transaction.customerId()),
        StringData.fromString(transaction.terminalId()),
        amount(transaction),
        decision.score(),
        decision.isAlert(),
        StringData.fromString(decision.modelVersion()),
        map(decision.shadowScores()),
        features(event),
        setName,
        setHash,
        event.marks().late(),
        event.origin().partition(),
        event.origin().offset(),
        TimestampData.fromEpochMillis(event.origin().arrivedAtMillis()),
        RowTimes.ofMicros(decision.scoredAtMicros()));
  }

  RowData alertRow(FeatureEvent event, Alert alert) {
    Transaction transaction = event.transaction();
    Object[] reasons =
        alert.reasons().stream()
            .map(
                reason ->
                    GenericRowData.of(
                        StringData.fromString(reason.feature()),
                        reason.value(),
                        reason.contribution(),
                        StringData.fromString(reason.text())))
            .toArray();
    return GenericRowData.of(
        StringData.fromString(alert.id()),
        StringData.fromString(transaction.transactionId()),
        RowTimes.ofMicros(transaction.eventTimeMicros()),
        StringData.fromString(transaction.customerId()),
        StringData.fromString(transaction.terminalId()),
        amount(transaction),
        alert.score(),
        alert.threshold(),
        StringData.fromString(alert.modelVersion()),
        new GenericArrayData(reasons),
        features(event),
        setName,
        setHash,
        alert.kafkaPartition(),
        alert.kafkaOffset(),
        RowTimes.ofMicros(alert.receivedAtMicros()),
        RowTimes.ofMicros(alert.scoredAtMicros()));
  }

  /** The alert that a row of {@code alerts} holds. */
  static Alert alert(RowData row) {
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < row.getArray(9).size(); i++) {
      RowData reason = row.getArray(9).getRow(i, REASON_FIELDS);
      reasons.add(
          new Reason(
              reason.getString(0).toString(),
              reason.getDouble(1),
              reason.getDouble(2),
              reason.getString(3).toString()));
    }
    return new Alert(
        new Transaction(
            row.getString(1).toString(),
            RowTimes.micros(row.getTimestamp(2, MICROS)),
            row.getString(3).toString(),
            row.getString(4).toString(),
            row.getDecimal(5, AMOUNT_PRECISION, AMOUNT_SCALE).toUnscaledLong()),
        row.getDouble(6),
        row.getDouble(7),
        row.getString(8).toString(),
        reasons,
        row.getInt(13),
        row.getLong(14),
        RowTimes.micros(row.getTimestamp(15, MICROS)),
        RowTimes.micros(row.getTimestamp(16, MICROS)));
  }

  private MapData features(FeatureEvent event) {
    return FeatureEventRows.valuesByName(names, event.values());
  }

  private static GenericMapData map(Map<String, Double> values) {
    Map<StringData, Double> map = new LinkedHashMap<>();
    values.forEach((name, value) -> map.put(StringData.fromString(name), value));
    return new GenericMapData(map);
  }

  private static DecimalData amount(Transaction transaction) {
    return DecimalData.fromUnscaledLong(
        transaction.amountMinorUnits(), AMOUNT_PRECISION, AMOUNT_SCALE);
  }
}
