package io.lakeloop.training.dataset;

import io.lakeloop.adapter.flink.FeatureEvent;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Leaves out the transactions of a card after its first fraud was reported.
 *
 * <ul>
 *   <li>Input: rows; reports; both keyed by customer id.
 *   <li>State: {@code rows} and the time of the first fraud report of one card, until its end.
 *   <li>Time: a timer at the end of time, which in batch mode is the end of each card.
 *   <li>Output: the rows from before the first report.
 * </ul>
 */
final class CompromisedFunction
    extends KeyedCoProcessFunction<String, LabelledRow, FeatureEvent, LabelledRow> {
  private static final long serialVersionUID = 1L;

  private transient ListState<LabelledRow> rows;
  private transient ListState<Long> reportedAt;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  CompromisedFunction() {}

  @Override
  public void open(OpenContext context) {
    rows =
        getRuntimeContext()
            .getListState(new ListStateDescriptor<>("rows", TypeInformation.of(LabelledRow.class)));
    reportedAt =
        getRuntimeContext().getListState(new ListStateDescriptor<>("reported-at", Types.LONG));
  }

  @Override
  public void processElement1(LabelledRow row, Context context, Collector<LabelledRow> out)
      throws Exception {
    rows.add(row);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void processElement2(FeatureEvent event, Context context, Collector<LabelledRow> out)
      throws Exception {
    if (event.report().fraud()) {
      reportedAt.add(event.report().reportedAtMicros());
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<LabelledRow> out)
      throws Exception {
    long known = Long.MAX_VALUE;
    for (long at : reportedAt.get()) {
      known = Math.min(known, at);
    }
    for (LabelledRow row : rows.get()) {
      if (row.timeMicros() <= known) {
        out.collect(row);
      }
    }
    rows.clear();
    reportedAt.clear();
  }
}
