package io.lakeloop.training.quality;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the model quality job. */
public final class QualityOptions {
  /** {@code quality.until}. */
  public static final ConfigOption<String> UNTIL =
      ConfigOptions.key("quality.until")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "the time before which fraud reports are known, as 2026-01-31T00:00:00Z; when absent,"
                  + " that of the last scored transaction");

  /** {@code quality.label-delay}. */
  public static final ConfigOption<Duration> LABEL_DELAY =
      ConfigOptions.key("quality.label-delay")
          .durationType()
          .defaultValue(Duration.ofDays(7))
          .withDescription(
              "how old a transaction without a report must be to count as genuine; younger ones are"
                  + " not measured");

  /** {@code quality.days}. */
  public static final ConfigOption<Integer> DAYS =
      ConfigOptions.key("quality.days")
          .intType()
          .defaultValue(14)
          .withDescription("the newest days with known labels that are measured");

  /** {@code quality.top-cards}. */
  public static final ConfigOption<Integer> TOP_CARDS =
      ConfigOptions.key("quality.top-cards")
          .intType()
          .defaultValue(100)
          .withDescription("cards a day that card precision looks at");

  /** {@code quality.alert-budget}. */
  public static final ConfigOption<Integer> ALERT_BUDGET =
      ConfigOptions.key("quality.alert-budget")
          .intType()
          .defaultValue(100)
          .withDescription("alerts that can be looked at in a day");

  /** {@code quality.alert-cost}. */
  public static final ConfigOption<Long> ALERT_COST =
      ConfigOptions.key("quality.alert-cost")
          .longType()
          .defaultValue(500L)
          .withDescription("what looking at one alert costs, in cents");

  /** {@code quality.drift-days}. */
  public static final ConfigOption<Integer> DRIFT_DAYS =
      ConfigOptions.key("quality.drift-days")
          .intType()
          .defaultValue(7)
          .withDescription("the newest days whose features are compared with those trained on");

  private QualityOptions() {}
}
