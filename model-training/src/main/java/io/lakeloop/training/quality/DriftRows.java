package io.lakeloop.training.quality;

import io.lakeloop.adapter.iceberg.RowTimes;
import io.lakeloop.training.gate.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.MapPartitionFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.util.Collector;

/**
 * Makes rows of {@code ml.feature_drift}, in the order of its columns: one for each feature; none
 * when one side has no row. Holds all rows that were drawn, about 100,000 of each side.
 */
final class DriftRows implements MapPartitionFunction<FeatureSample, RowData> {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final long runAtMicros;
  private final String featureSet;
  private final String hash;
  private final ArrayList<String> names;
  private final int[] days;

  DriftRows(String runId, long runAtMicros, DriftSpans spans) {
    this.runId = runId;
    this.runAtMicros = runAtMicros;
    this.featureSet = spans.featureSet();
    this.hash = spans.hash();
    this.names = new ArrayList<>(spans.names());
    this.days =
        new int[] {
          spans.reference().fromEpochDay(),
          spans.reference().toEpochDay(),
          spans.recent().fromEpochDay(),
          spans.recent().toEpochDay()
        };
  }

  @Override
  public void mapPartition(Iterable<FeatureSample> samples, Collector<RowData> out) {
    List<double[]> before = new ArrayList<>();
    List<double[]> after = new ArrayList<>();
    for (FeatureSample sample : samples) {
      (sample.recent() ? after : before).add(sample.values());
    }
    if (before.isEmpty() || after.isEmpty()) {
      return;
    }
    for (int feature = 0; feature < names.size(); feature++) {
      out.collect(
          GenericRowData.of(
              StringData.fromString(runId),
              RowTimes.ofMicros(runAtMicros),
              StringData.fromString(featureSet),
              StringData.fromString(hash),
              StringData.fromString(names.get(feature)),
              day(0),
              day(1),
              day(2),
              day(3),
              (long) before.size(),
              (long) after.size(),
              Drift.index(column(before, feature), column(after, feature))));
    }
  }

  private static double[] column(List<double[]> rows, int feature) {
    return rows.stream().mapToDouble(row -> row[feature]).toArray();
  }

  private TimestampData day(int which) {
    return RowTimes.ofMicros(TimeUnit.DAYS.toMicros(days[which]));
  }
}
