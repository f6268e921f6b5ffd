package io.lakeloop.training.skew;

import io.lakeloop.adapter.iceberg.RowTimes;
import io.lakeloop.feature.FeatureSet;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.util.Collector;

/** Makes rows of {@code ml.feature_skew}, in the order of its columns: one for each feature. */
final class SkewRows implements FlatMapFunction<Tally, RowData> {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final long runAtMicros;
  private final FeatureSet set;
  private final long fromMicros;
  private final long toMicros;

  SkewRows(SkewRun run) {
    this.runId = run.runId();
    this.runAtMicros = run.runAtMicros();
    this.set = run.lake().set();
    this.fromMicros = run.lake().fromMicros();
    this.toMicros = run.lake().toMicros();
  }

  @Override
  public void flatMap(Tally tally, Collector<RowData> out) {
    List<String> names = set.names();
    for (int i = 0; i < names.size(); i++) {
      out.collect(
          GenericRowData.of(
              StringData.fromString(runId),
              RowTimes.ofMicros(runAtMicros),
              StringData.fromString(set.name()),
              StringData.fromString(set.hash()),
              StringData.fromString(names.get(i)),
              RowTimes.ofMicros(fromMicros),
              RowTimes.ofMicros(toMicros),
              tally.compared(),
              tally.different()[i],
              tally.largest()[i],
              tally.late()[i],
              tally.duplicate()[i],
              tally.noneKnown(i),
              tally.onlyInLog(),
              tally.onlyInLake()));
    }
  }
}
