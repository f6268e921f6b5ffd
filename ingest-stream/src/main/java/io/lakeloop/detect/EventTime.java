package io.lakeloop.detect;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.detect.DetectSettings.Times;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks for each Kafka partition, held together across topics so that what waits for the
 * slowest stays bounded. History read from the lake comes in any order and moves no watermark: the
 * first one tells that all of it has arrived.
 */
final class EventTime implements WatermarkGenerator<FeatureEvent> {
  private static final String ALIGNMENT_GROUP = "detect";
  private static final Duration ALIGNMENT_INTERVAL = Duration.ofMillis(200);

  private final long disorderMillis;
  private long maxMillis = Long.MIN_VALUE;

  private EventTime(long disorderMillis) {
    this.disorderMillis = disorderMillis;
  }

  static WatermarkStrategy<FeatureEvent> strategy(DetectSettings settings) {
    Times times = settings.times();
    long disorderMillis = times.maxDisorder().toMillis();
    WatermarkStrategy<FeatureEvent> strategy =
        WatermarkStrategy.forGenerator(context -> new EventTime(disorderMillis))
            .withTimestampAssigner((event, kafkaTime) -> event.timeMillis())
            .withWatermarkAlignment(ALIGNMENT_GROUP, times.maxDrift(), ALIGNMENT_INTERVAL);
    // A backlog has no quiet times, only readers that wait for others.
    return settings.stopAtEnd() ? strategy : strategy.withIdleness(times.idleTimeout());
  }

  @Override
  public void onEvent(FeatureEvent event, long timeMillis, WatermarkOutput output) {
    if (!event.marks().history()) {
      maxMillis = Math.max(maxMillis, timeMillis);
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (maxMillis != Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(maxMillis - disorderMillis - 1));
    }
  }
}
