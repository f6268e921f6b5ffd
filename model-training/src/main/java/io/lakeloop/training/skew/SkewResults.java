package io.lakeloop.training.skew;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.training.skew.SkewReport.Line;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Reads what a run added to {@code ml.feature_skew}. */
final class SkewResults {
  private SkewResults() {}

  /**
   * The report of a run.
   *
   * @param runAtMicros when it began, UTC, microseconds since 1970
   * @param sets in the order in which the report names them
   */
  static SkewReport read(Table table, String runId, long runAtMicros, List<FeatureSet> sets)
      throws IOException {
    List<Line> lines = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .where(Expressions.equal("run_at", runAtMicros))
            .where(Expressions.equal("run_id", runId))
            .build()) {
      rows.forEach(row -> lines.add(line(row)));
    }
    lines.sort(Comparator.comparingInt(line -> place(line, sets)));
    return new SkewReport(runId, lines);
  }

  private static int place(Line line, List<FeatureSet> sets) {
    int before = 0;
    for (FeatureSet set : sets) {
      if (set.hash().equals(line.featureSetHash())) {
        return before + set.names().indexOf(line.feature());
      }
      before += set.names().size();
    }
    return before;
  }

  private static Line line(Record row) {
    return new Line(
        row.getField("feature_set").toString(),
        row.getField("feature_set_hash").toString(),
        row.getField("feature").toString(),
        ((OffsetDateTime) row.getField("span_from")).toInstant(),
        ((OffsetDateTime) row.getField("span_to")).toInstant(),
        (Long) row.getField("rows_compared"),
        (Long) row.getField("rows_different"),
        (Double) row.getField("largest_difference"),
        (Long) row.getField("late_event"),
        (Long) row.getField("duplicate"),
        (Long) row.getField("none_known"),
        (Long) row.getField("rows_only_in_log"),
        (Long) row.getField("rows_only_in_lake"));
  }
}
