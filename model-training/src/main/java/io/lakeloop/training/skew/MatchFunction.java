package io.lakeloop.training.skew;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureStages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Brings together what the lake and the log hold of one transaction id; see {@link Match}.
 *
 * <ul>
 *   <li>Input: transactions of the lake with their values, history among them; logged rows; both
 *       keyed by transaction id.
 *   <li>State: {@code copies} and {@code rows} of one id, until the id's end.
 *   <li>Time: a timer at the end of time, which in batch mode is the end of each id.
 *   <li>Output: the sightings of the id.
 * </ul>
 */
final class MatchFunction
    extends KeyedCoProcessFunction<String, FeatureEvent, LoggedRow, Sighting> {
  private static final long serialVersionUID = 1L;

  private transient ListState<FeatureEvent> copies;
  private transient ListState<LoggedRow> rows;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  MatchFunction() {}

  @Override
  public void open(OpenContext context) {
    copies =
        getRuntimeContext()
            .getListState(new ListStateDescriptor<>("copies", FeatureStages.EVENT_TYPE));
    rows =
        getRuntimeContext()
            .getListState(new ListStateDescriptor<>("rows", TypeInformation.of(LoggedRow.class)));
  }

  @Override
  public void processElement1(FeatureEvent event, Context context, Collector<Sighting> out)
      throws Exception {
    copies.add(event);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void processElement2(LoggedRow row, Context context, Collector<Sighting> out)
      throws Exception {
    rows.add(row);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Sighting> out) throws Exception {
    List<LakeCopy> inLake = new ArrayList<>();
    for (FeatureEvent event : copies.get()) {
      inLake.add(copy(event));
    }
    List<LoggedRow> logged = new ArrayList<>();
    rows.get().forEach(logged::add);
    Match.of(inLake, logged).forEach(out::collect);
    copies.clear();
    rows.clear();
  }

  private static LakeCopy copy(FeatureEvent event) {
    return new LakeCopy(
        event.transaction(),
        event.origin().partition(),
        event.origin().offset(),
        TimeUnit.MILLISECONDS.toMicros(event.origin().arrivedAtMillis()),
        event.marks().history() ? new double[0] : event.values());
  }
}
