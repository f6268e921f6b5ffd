package io.lakeloop.adapter.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.flink.FeatureEvent.Origin;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.EntityKey;
import io.lakeloop.feature.FeatureSets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One stage under a clock of its own. Times are in seconds. */
class FeatureFunctionTest {
  private static final int COUNT =
      FeatureSets.STANDARD.names().indexOf("CUSTOMER_ID_NB_TX_1DAY_WINDOW");
  private static final int FRAUDS =
      FeatureSets.STANDARD.names().indexOf("customer_fraud_count_30d");

  private KeyedOneInputStreamOperatorTestHarness<String, FeatureEvent, FeatureEvent> harness;
  private long offset;

  private void open(Ordering ordering) throws Exception {
    open(ordering, null);
  }

  private void open(Ordering ordering, OperatorSubtaskState state) throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(
                new FeatureFunction(
                    FeatureSets.STANDARD,
                    EntityKey.CUSTOMER,
                    new FeatureFunction.Settings(
                        ordering,
                        Duration.ofSeconds(60),
                        Duration.ofDays(1),
                        Duration.ofDays(60)))),
            event -> event.key(EntityKey.CUSTOMER),
            Types.STRING);
    harness.setup(FeatureEventSerializer.INSTANCE);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private FeatureEvent transaction(String id, long second) {
    return FeatureEvent.of(
        new Transaction(id, second * 1_000_000, "c", "t", 500), new Origin(0, offset++, 0));
  }

  private void send(FeatureEvent event) throws Exception {
    harness.processElement(event, event.timeMillis());
  }

  private void watermark(long second) throws Exception {
    harness.processWatermark(new Watermark(second * 1000));
  }

  private List<String> out() {
    return harness.extractOutputValues().stream()
        .map(
            event ->
                "%s:%.0f%s%s"
                    .formatted(
                        event.transaction().transactionId(),
                        event.marks().history() ? 0 : event.values()[COUNT],
                        event.marks().duplicate() ? " duplicate" : "",
                        event.marks().late() ? " late" : ""))
        .toList();
  }

  @Test
  void inEventTimeHoldsEventsUntilTheWatermarkAndReleasesThemInOrder() throws Exception {
    open(Ordering.EVENT_TIME);
    send(transaction("3", 12));
    send(transaction("1", 10));
    send(transaction("10", 11));
    send(transaction("9", 11));
    assertThat(out()).isEmpty();

    watermark(11);
    assertThat(out()).containsExactly("1:1", "9:2", "10:3");

    watermark(12);
    assertThat(out()).endsWith("3:4");
  }

  @Test
  void worksOnALateEventAtOnceAndInItsPlace() throws Exception {
    open(Ordering.EVENT_TIME);
    send(transaction("1", 10));
    send(transaction("3", 30));
    watermark(30);
    send(transaction("2", 20));

    assertThat(out()).containsExactly("1:1", "3:2", "2:2 late");
  }

  @Test
  void onArrivalWaitsForNothing() throws Exception {
    open(Ordering.ARRIVAL);
    send(transaction("2", 20));
    send(transaction("1", 10));
    send(transaction("1", 10));

    assertThat(out()).containsExactly("2:1", "1:1 late", "1:1 duplicate late");
  }

  @Test
  void liveWorksOnRecentEventsAtOnceOnceHistoryHasArrived() throws Exception {
    open(Ordering.LIVE);
    harness.setProcessingTime(100_000);
    watermark(1);
    send(transaction("1", 95));

    assertThat(out()).containsExactly("1:1");
  }

  @Test
  void liveReleasesWhatWaitsOfTheKeyBeforeARecentEvent() throws Exception {
    open(Ordering.LIVE);
    watermark(1);
    harness.setProcessingTime(100_000);
    send(transaction("old-2", 30));
    send(transaction("old-1", 20));
    assertThat(out()).isEmpty();

    send(transaction("new", 99));

    assertThat(out()).containsExactly("old-1:1", "old-2:2", "new:3");
    watermark(99);
    assertThat(out()).hasSize(3);
  }

  @Test
  void liveDoesNotWaitForAWatermarkForEver() throws Exception {
    open(Ordering.LIVE);
    watermark(1);
    harness.setProcessingTime(100_000);
    send(transaction("old", 20));
    harness.setProcessingTime(159_999);
    assertThat(out()).isEmpty();

    harness.setProcessingTime(160_000);

    assertThat(out()).containsExactly("old:1");
  }

  @Test
  void liveWaitsForHistoryThatIsStillArriving() throws Exception {
    open(Ordering.LIVE);
    long now = System.currentTimeMillis() + 10_000;
    harness.setProcessingTime(now);
    send(transaction("history-1", now / 1000 - 100).asHistory());
    send(transaction("new", now / 1000));
    harness.setProcessingTime(now + 1000);
    send(transaction("history-2", now / 1000 - 90).asHistory());
    harness.setProcessingTime(now + 2500);
    assertThat(out()).containsExactly("history-1:0", "history-2:0");

    harness.setProcessingTime(now + 3000);

    assertThat(out()).containsExactly("history-1:0", "history-2:0", "new:3");
  }

  @Test
  void keepsReportsAndUsesThemFromTheirTimeOn() throws Exception {
    open(Ordering.EVENT_TIME);
    send(transaction("1", 10));
    send(
        FeatureEvent.of(
            new FraudReport("1", 20_000_000, true, "c", "t", 10_000_000, null),
            new Origin(0, 0, 0)));
    send(transaction("2", 19));
    send(transaction("3", 20));
    watermark(100);

    assertThat(harness.extractOutputValues().stream().map(event -> event.values()[FRAUDS]))
        .containsExactly(0.0, 0.0, 1.0);
  }

  @Test
  void goesOnFromACheckpointWithWhatIsKnownAndWhatWaits() throws Exception {
    open(Ordering.EVENT_TIME);
    send(transaction("1", 10));
    watermark(10);
    send(transaction("2", 20));
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();

    open(Ordering.EVENT_TIME, state);
    send(transaction("2", 20));
    watermark(20);

    assertThat(out()).containsExactly("2:2", "2:2 duplicate");
  }
}
