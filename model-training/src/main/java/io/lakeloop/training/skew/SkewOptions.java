package io.lakeloop.training.skew;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the skew job. */
public final class SkewOptions {
  /** {@code skew.from}. */
  public static final ConfigOption<String> FROM =
      ConfigOptions.key("skew.from")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "first day to compare, as 2026-01-31, UTC; when absent, that of the first scored"
                  + " transaction");

  /** {@code skew.to}. */
  public static final ConfigOption<String> TO =
      ConfigOptions.key("skew.to")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "last day to compare, as 2026-01-31, UTC; when absent, that of the last scored"
                  + " transaction");

  /** {@code skew.report-delay}. */
  public static final ConfigOption<Duration> REPORT_DELAY =
      ConfigOptions.key("skew.report-delay")
          .durationType()
          .defaultValue(Duration.ofSeconds(1))
          .withDescription(
              "how long after a fraud report was ingested the detect job may still not have it");

  private SkewOptions() {}
}
