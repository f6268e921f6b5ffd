package io.lakeloop.history;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the history job. */
public final class HistoryOptions {
  /** {@code history.full}. */
  public static final ConfigOption<Boolean> FULL =
      ConfigOptions.key("history.full")
          .booleanType()
          .defaultValue(false)
          .withDescription("compute every closed day anew, not only those that changed");

  /** {@code history.max-lateness}. */
  public static final ConfigOption<Duration> MAX_LATENESS =
      ConfigOptions.key("history.max-lateness")
          .durationType()
          .defaultValue(Duration.ofHours(1))
          .withDescription(
              "a day is closed when every Kafka partition has a transaction from so long after its"
                  + " end; what comes later still revises it");

  private HistoryOptions() {}
}
