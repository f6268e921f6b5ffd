package io.lakeloop.detect;

import io.lakeloop.adapter.flink.Ordering;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What the detect job can be told, beside the topics and where the lake is. */
public final class DetectOptions {
  /** {@code detect.kafka.group-id}. */
  public static final ConfigOption<String> GROUP_ID =
      ConfigOptions.key("detect.kafka.group-id")
          .stringType()
          .defaultValue("lakeloop-detect")
          .withDescription(
              "consumer group under which offsets are shown to Kafka's tools; reading never starts"
                  + " from them");

  /** {@code detect.topic.alerts}. */
  public static final ConfigOption<String> ALERTS_TOPIC =
      ConfigOptions.key("detect.topic.alerts")
          .stringType()
          .defaultValue("alerts")
          .withDescription("topic that alerts are written to at once, at least once");

  /** {@code detect.feature-set}. */
  public static final ConfigOption<String> FEATURE_SET =
      ConfigOptions.key("detect.feature-set")
          .stringType()
          .defaultValue("standard")
          .withDescription("the feature set that is computed; a model of another set is refused");

  /** {@code detect.ordering}. */
  public static final ConfigOption<Ordering> ORDERING =
      ConfigOptions.key("detect.ordering")
          .enumType(Ordering.class)
          .defaultValue(Ordering.LIVE)
          .withDescription(
              "when a transaction is scored: event-time (when the watermark has passed it: the same"
                  + " input gives the same scores), arrival (at once), or live (at once when it is"
                  + " recent, else by event time)");

  /** {@code detect.live.recent}. */
  public static final ConfigOption<Duration> RECENT =
      ConfigOptions.key("detect.live.recent")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription(
              "in live ordering, how old a transaction may be to be scored at once, and how long an"
                  + " older one waits at most for those before it");

  /** {@code detect.max-lateness}. */
  public static final ConfigOption<Duration> MAX_LATENESS =
      ConfigOptions.key("detect.max-lateness")
          .durationType()
          .defaultValue(Duration.ofDays(1))
          .withDescription(
              "how much later than the latest of its key a transaction may come and still find all"
                  + " the history that its features look at");

  /** {@code detect.watermark.max-disorder}. */
  public static final ConfigOption<Duration> MAX_DISORDER =
      ConfigOptions.key("detect.watermark.max-disorder")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("how far events of one Kafka partition may be out of order");

  /** {@code detect.watermark.max-drift}. */
  public static final ConfigOption<Duration> MAX_DRIFT =
      ConfigOptions.key("detect.watermark.max-drift")
          .durationType()
          .defaultValue(Duration.ofHours(1))
          .withDescription(
              "how far a Kafka partition may run ahead of the slowest in event time; bounds what"
                  + " waits in memory while catching up");

  /** {@code detect.watermark.idle-timeout}. */
  public static final ConfigOption<Duration> IDLE_TIMEOUT =
      ConfigOptions.key("detect.watermark.idle-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription(
              "after this long without a record, a Kafka partition no longer holds event time back");

  /** {@code detect.state.time-to-live}. */
  public static final ConfigOption<Duration> TIME_TO_LIVE =
      ConfigOptions.key("detect.state.time-to-live")
          .durationType()
          .defaultValue(Duration.ofDays(60))
          .withDescription("a customer or terminal without an event for so long is forgotten");

  /** {@code detect.bootstrap}. */
  public static final ConfigOption<Boolean> BOOTSTRAP =
      ConfigOptions.key("detect.bootstrap")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "start with the lake's history as known, and from Kafka exactly behind it; else from"
                  + " Kafka's first record with nothing known");

  /** {@code detect.stop-at-end}. */
  public static final ConfigOption<Boolean> STOP_AT_END =
      ConfigOptions.key("detect.stop-at-end")
          .booleanType()
          .defaultValue(false)
          .withDescription("end where the topics ended when the job started, to replay a backlog");

  /** {@code detect.checkpoint.interval}. */
  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      ConfigOptions.key("detect.checkpoint.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "how often scored transactions are committed to the lake, unless Flink's own"
                  + " execution.checkpointing.interval is set");

  /** {@code detect.buffer-timeout}. */
  public static final ConfigOption<Duration> BUFFER_TIMEOUT =
      ConfigOptions.key("detect.buffer-timeout")
          .durationType()
          .defaultValue(Duration.ofMillis(1))
          .withDescription(
              "how long a record may wait for others on its way between tasks; 0 sends each alone");

  private DetectOptions() {}
}
