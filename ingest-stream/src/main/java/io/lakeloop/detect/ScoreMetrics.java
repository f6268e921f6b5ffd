package io.lakeloop.detect;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * What one scorer tells of itself. Decides nothing.
 *
 * <ul>
 *   <li>{@code alerts} counts alerts, {@code refusedModels} tells how many models were refused.
 *   <li>{@code alertLatencyMillis}: from the broker's time of the record to the alert's row, of the
 *       last alerts. A record that waited for others or for a restart counts in full.
 *   <li>{@code scorerMicros}: how long the champion took for one transaction.
 *   <li>{@code eventTimeLagMillis}: how old the last scored transaction was.
 *   <li>For each {@code model_version}: {@code scoredTransactions} counts, and {@code modelInForce}
 *       is 1 for the version that scored last and 0 for the others. The version {@code rules}
 *       stands for the fallback.
 * </ul>
 *
 * <p>Written by the task's thread; gauges are read by others and may be one event behind.
 */
final class ScoreMetrics {
  private static final int REMEMBERED = 1000;

  private final MetricGroup group;
  private final Clock clock;
  private final Counter alerts;
  private final Histogram alertLatencyMillis;
  private final Histogram scorerMicros;
  private final Map<String, Counter> scoredByVersion = new HashMap<>();
  private volatile @Nullable String inForce;
  private volatile long lagMillis;

  ScoreMetrics(MetricGroup group, Clock clock, Gauge<Integer> refusedModels) {
    this.group = group;
    this.clock = clock;
    alerts = group.counter("alerts");
    alertLatencyMillis =
        group.histogram("alertLatencyMillis", new DescriptiveStatisticsHistogram(REMEMBERED));
    scorerMicros = group.histogram("scorerMicros", new DescriptiveStatisticsHistogram(REMEMBERED));
    group.gauge("refusedModels", refusedModels);
    group.<Long, Gauge<Long>>gauge("eventTimeLagMillis", () -> lagMillis);
  }

  /** One transaction was scored. */
  void scored(String version, long eventTimeMicros, long tookNanos) {
    scoredByVersion.computeIfAbsent(version, this::register).inc();
    inForce = version;
    lagMillis = clock.millis() - eventTimeMicros / 1000;
    scorerMicros.update(tookNanos / 1000);
  }

  /** As many versions as were ever in force while this task runs. */
  private Counter register(String version) {
    MetricGroup ofVersion = group.addGroup("model_version", version);
    ofVersion.<Integer, Gauge<Integer>>gauge("modelInForce", () -> version.equals(inForce) ? 1 : 0);
    return ofVersion.counter("scoredTransactions");
  }

  /** One alert was raised. */
  void alerted(long arrivedAtMillis) {
    alerts.inc();
    alertLatencyMillis.update(clock.millis() - arrivedAtMillis);
  }
}
