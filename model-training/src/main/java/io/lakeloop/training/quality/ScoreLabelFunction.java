package io.lakeloop.training.quality;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.domain.FraudReport;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Joins a scored transaction with what its reports say: the latest one holds, and of two made at
 * the same time the one that says fraud. A transaction that was scored twice counts once, as it was
 * scored first.
 *
 * <ul>
 *   <li>Input: scored transactions and reports, both keyed by transaction id.
 *   <li>State: {@code scored} and {@code reports} of one id, until the id's end.
 *   <li>Time: a timer at the end of time, which in batch mode is the end of each id.
 *   <li>Output: one row for each id that was scored.
 * </ul>
 */
final class ScoreLabelFunction
    extends KeyedCoProcessFunction<String, ScoredRow, FeatureEvent, ScoredRow> {
  private static final long serialVersionUID = 1L;

  private transient ListState<ScoredRow> scored;
  private transient ListState<FeatureEvent> reports;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  ScoreLabelFunction() {}

  @Override
  public void open(OpenContext context) {
    scored =
        getRuntimeContext().getListState(new ListStateDescriptor<>("scored", ScoredRowSource.TYPE));
    reports =
        getRuntimeContext()
            .getListState(new ListStateDescriptor<>("reports", FeatureStages.EVENT_TYPE));
  }

  @Override
  public void processElement1(ScoredRow row, Context context, Collector<ScoredRow> out)
      throws Exception {
    scored.add(row);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void processElement2(FeatureEvent event, Context context, Collector<ScoredRow> out)
      throws Exception {
    reports.add(event);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<ScoredRow> out)
      throws Exception {
    @Nullable ScoredRow first = null;
    for (ScoredRow row : scored.get()) {
      if (first == null || row.scoredAtMicros() < first.scoredAtMicros()) {
        first = row;
      }
    }
    if (first != null) {
      out.collect(first.labelled(isFraud()));
    }
    scored.clear();
    reports.clear();
  }

  private boolean isFraud() throws Exception {
    long latest = Long.MIN_VALUE;
    boolean fraud = false;
    for (FeatureEvent event : reports.get()) {
      FraudReport report = event.report();
      long at = report.reportedAtMicros();
      if (at >= latest) {
        fraud = report.fraud() || (at == latest && fraud);
        latest = at;
      }
    }
    return fraud;
  }
}
