package io.lakeloop.training.dataset;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Labels a transaction by its reports: the latest one made before a time holds, and of two made at
 * the same time the one that says fraud.
 *
 * <ul>
 *   <li>Input: transactions with their values, each id once; reports; both keyed by transaction id.
 *   <li>State: {@code transaction} and {@code reports} of one id, until the id's end.
 *   <li>Time: a timer at the end of time, which in batch mode is the end of each id.
 *   <li>Output: at most one row; none when the sample leaves the transaction out.
 * </ul>
 */
final class LabelFunction
    extends KeyedCoProcessFunction<String, FeatureEvent, FeatureEvent, LabelledRow> {
  private static final long serialVersionUID = 1L;

  private final DatasetPlan plan;
  private transient ListState<FeatureEvent> transaction;
  private transient ListState<FeatureEvent> reports;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  LabelFunction(DatasetPlan plan) {
    this.plan = plan;
  }

  @Override
  public void open(OpenContext context) {
    transaction = state("transaction");
    reports = state("reports");
  }

  private ListState<FeatureEvent> state(String name) {
    return getRuntimeContext()
        .getListState(new ListStateDescriptor<>(name, FeatureStages.EVENT_TYPE));
  }

  @Override
  public void processElement1(FeatureEvent event, Context context, Collector<LabelledRow> out)
      throws Exception {
    transaction.add(event);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void processElement2(FeatureEvent event, Context context, Collector<LabelledRow> out)
      throws Exception {
    reports.add(event);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<LabelledRow> out)
      throws Exception {
    for (FeatureEvent event : transaction.get()) {
      boolean fraud = isFraud(plan.knownAtMicros());
      boolean trialFraud = isFraud(plan.trialKnownAtMicros());
      Transaction payment = event.transaction();
      float weight =
          fraud || trialFraud
              ? 1
              : plan.genuineWeight(payment.transactionId(), payment.eventTimeMicros());
      if (weight > 0) {
        out.collect(
            new LabelledRow(
                payment.eventTimeMicros(),
                payment.transactionId(),
                payment.customerId(),
                payment.amountMinorUnits(),
                fraud,
                trialFraud,
                weight,
                floats(event.values())));
      }
    }
    transaction.clear();
    reports.clear();
  }

  private boolean isFraud(long knownAtMicros) throws Exception {
    long latest = Long.MIN_VALUE;
    boolean fraud = false;
    for (FeatureEvent event : reports.get()) {
      FraudReport report = event.report();
      long at = report.reportedAtMicros();
      if (at < knownAtMicros && at >= latest) {
        fraud = report.fraud() || (at == latest && fraud);
        latest = at;
      }
    }
    return fraud;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
