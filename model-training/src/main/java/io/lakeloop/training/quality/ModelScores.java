package io.lakeloop.training.quality;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** One row for each model that scored a transaction, the champion first. */
final class ModelScores implements FlatMapFunction<ScoredRow, ModelScore> {
  private static final long serialVersionUID = 1L;
  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  private final HashMap<String, Double> thresholds;

  /**
   * Makes rows.
   *
   * @param thresholds from which score a model raises alerts, by version; for those in shadow
   */
  ModelScores(Map<String, Double> thresholds) {
    this.thresholds = new HashMap<>(thresholds);
  }

  @Override
  public void flatMap(ScoredRow row, Collector<ModelScore> out) {
    int day = Math.toIntExact(Math.floorDiv(row.eventTimeMicros(), DAY_MICROS));
    out.collect(
        new ModelScore(
            day,
            row.modelVersion(),
            true,
            row.customerId(),
            row.amountMinorUnits(),
            row.score(),
            row.alert(),
            true,
            row.fraud()));
    for (int i = 0; i < row.shadows().length; i++) {
      Double threshold = thresholds.get(row.shadows()[i]);
      double score = row.shadowScores()[i];
      out.collect(
          new ModelScore(
              day,
              row.shadows()[i],
              false,
              row.customerId(),
              row.amountMinorUnits(),
              score,
              threshold != null && score >= threshold,
              threshold != null,
              row.fraud()));
    }
  }
}
