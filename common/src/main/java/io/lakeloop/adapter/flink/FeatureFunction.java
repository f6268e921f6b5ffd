package io.lakeloop.adapter.flink;

import io.lakeloop.feature.EntityKey;
import io.lakeloop.feature.EventId;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.KeyFeatures;
import io.lakeloop.feature.KeyHistory;
import io.lakeloop.feature.TransactionFeatures;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Computes the features of one key.
 *
 * <ul>
 *   <li>Input: transactions and fraud reports, keyed by the key's value; history among them.
 *   <li>State: {@code history}, what is known of the key (see {@link KeyHistory} for its size),
 *       kept until it has not been used for the time to live; {@code waiting}, by millisecond, the
 *       events that the watermark has not passed.
 *   <li>Event time: see {@link Ordering}. An event that the watermark has passed already is late
 *       and worked on at once, in its place.
 *   <li>Output: the transactions, each with this key's values. Reports and what is due to come
 *       later stay.
 * </ul>
 *
 * <p>Metrics: {@code duplicates}, {@code lateEvents}, {@code waitedEvents}.
 */
final class FeatureFunction extends KeyedProcessFunction<String, FeatureEvent, FeatureEvent> {
  private static final long serialVersionUID = 1L;

  private static final Comparator<FeatureEvent> REPORTS_THEN_RANK =
      Comparator.comparing(FeatureEvent::isTransaction)
          .thenComparingLong(FeatureEvent::timeMicros)
          .thenComparing(
              event ->
                  EventId.of(
                      event.isTransaction()
                          ? event.transaction().transactionId()
                          : event.report().transactionId()))
          .thenComparingInt(event -> event.origin().partition())
          .thenComparingLong(event -> event.origin().offset());

  private final FeatureSet set;
  private final EntityKey key;
  private final Settings settings;

  /**
   * History read from the lake may still be on its way from another task when the first event comes
   * from Kafka. It has all arrived when a watermark has, or when none came for so long.
   */
  private static final long HISTORY_GAP_MILLIS = 2000;

  private transient long historyEndsAt;
  private transient KeyFeatures features;
  private transient TransactionFeatures ofTransaction;
  private transient ValueState<KeyHistory> histories;
  private transient MapState<Long, List<FeatureEvent>> waiting;
  private transient Counter duplicates;
  private transient Counter lateEvents;
  private transient Counter waitedEvents;

  /**
   * How a stage works.
   *
   * @param ordering when events are worked on
   * @param recent with {@link Ordering#LIVE}, how old an event may be to be worked on at once; and
   *     how long one that is older waits for the watermark at most
   * @param maxLateness how much later than the key's latest event an event finds its full history
   * @param timeToLive processing time after which a key that is not used is forgotten
   */
  record Settings(Ordering ordering, Duration recent, Duration maxLateness, Duration timeToLive)
      implements Serializable {}

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  FeatureFunction(FeatureSet set, EntityKey key, Settings settings) {
    this.set = set;
    this.key = key;
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    historyEndsAt = System.currentTimeMillis() + HISTORY_GAP_MILLIS;
    features = new KeyFeatures(set, key, settings.maxLateness());
    ofTransaction = new TransactionFeatures(set);
    ValueStateDescriptor<KeyHistory> history =
        new ValueStateDescriptor<>("history", KeyHistorySerializer.INSTANCE);
    history.enableTimeToLive(
        StateTtlConfig.newBuilder(settings.timeToLive()).updateTtlOnCreateAndWrite().build());
    histories = getRuntimeContext().getState(history);
    waiting =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "waiting", Types.LONG, Types.LIST(FeatureStages.EVENT_TYPE)));
    duplicates = getRuntimeContext().getMetricGroup().counter("duplicates");
    lateEvents = getRuntimeContext().getMetricGroup().counter("lateEvents");
    waitedEvents = getRuntimeContext().getMetricGroup().counter("waitedEvents");
  }

  @Override
  public void processElement(FeatureEvent event, Context context, Collector<FeatureEvent> out)
      throws Exception {
    long time = event.timeMillis();
    long watermark = context.timerService().currentWatermark();
    if (event.marks().history()) {
      historyEndsAt = context.timerService().currentProcessingTime() + HISTORY_GAP_MILLIS;
    }
    if (event.marks().history() || time <= watermark || settings.ordering() == Ordering.ARRIVAL) {
      workOn(event, out);
    } else if (settings.ordering() == Ordering.LIVE) {
      workOnLive(event, context, out);
    } else {
      await(event, context);
    }
  }

  private void workOnLive(FeatureEvent event, Context context, Collector<FeatureEvent> out)
      throws Exception {
    TimerService timers = context.timerService();
    long now = timers.currentProcessingTime();
    boolean recent = now - event.timeMillis() <= settings.recent().toMillis();
    if (recent && (timers.currentWatermark() != Long.MIN_VALUE || now >= historyEndsAt)) {
      releaseUpTo(event.timeMillis(), out);
      workOn(event, out);
    } else {
      await(event, context);
      // Where all is quiet, no watermark comes to release the last events.
      timers.registerProcessingTimeTimer(
          recent ? historyEndsAt : now + settings.recent().toMillis());
    }
  }

  private void await(FeatureEvent event, Context context) throws Exception {
    long time = event.timeMillis();
    List<FeatureEvent> sameTime = waiting.get(time);
    if (sameTime == null) {
      sameTime = new ArrayList<>(1);
      context.timerService().registerEventTimeTimer(time);
    }
    sameTime.add(event);
    waiting.put(time, sameTime);
    waitedEvents.inc();
  }

  private void releaseUpTo(long time, Collector<FeatureEvent> out) throws Exception {
    if (waiting.isEmpty()) {
      return;
    }
    TreeSet<Long> due = new TreeSet<>();
    for (Long waitingTime : waiting.keys()) {
      if (waitingTime <= time) {
        due.add(waitingTime);
      }
    }
    for (Long dueTime : due) {
      release(dueTime, out);
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<FeatureEvent> out)
      throws Exception {
    if (context.timeDomain() == TimeDomain.EVENT_TIME) {
      release(time, out);
    } else if (time < historyEndsAt
        && context.timerService().currentWatermark() == Long.MIN_VALUE) {
      context.timerService().registerProcessingTimeTimer(historyEndsAt);
    } else {
      releaseUpTo(Long.MAX_VALUE, out);
    }
  }

  private void release(long time, Collector<FeatureEvent> out) throws Exception {
    List<FeatureEvent> sameTime = waiting.get(time);
    if (sameTime == null) {
      return; // released early, by a recent event
    }
    waiting.remove(time);
    List<FeatureEvent> inOrder = new ArrayList<>(sameTime);
    inOrder.sort(REPORTS_THEN_RANK);
    for (FeatureEvent event : inOrder) {
      workOn(event, out);
    }
  }

  private void workOn(FeatureEvent event, Collector<FeatureEvent> out) throws Exception {
    KeyHistory history = histories.value();
    if (history == null) {
      history = new KeyHistory();
    }
    if (!event.isTransaction()) {
      features.add(history, event.report());
    } else if (event.marks().history()) {
      features.addToHistory(history, event.transaction());
      out.collect(event);
    } else {
      out.collect(compute(event, history));
    }
    histories.update(history);
  }

  /** Whether an event is a duplicate is for the first stage to say, which has no values yet. */
  private FeatureEvent compute(FeatureEvent event, KeyHistory history) {
    boolean late = event.transaction().eventTimeMicros() < history.lastEventMicros();
    boolean first = event.values().length == 0;
    double[] values = first ? set.newVector() : event.values().clone();
    if (first) {
      ofTransaction.compute(event.transaction(), values);
    }
    boolean duplicate = !features.add(history, event.transaction(), values) && first;
    if (duplicate) {
      duplicates.inc();
    } else if (late) {
      lateEvents.inc();
    }
    return event.with(values, duplicate, late);
  }
}
