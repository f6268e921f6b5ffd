package io.lakeloop.training.quality;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the model watch, beside those of the model quality job. */
public final class WatchOptions {
  /** {@code watch.margin}. */
  public static final ConfigOption<Double> MARGIN =
      ConfigOptions.key("watch.margin")
          .doubleType()
          .defaultValue(0.02)
          .withDescription(
              "a champion is rolled back when its average precision is lower than its"
                  + " predecessor's by more than this and 3.1 standard errors");

  /** {@code watch.fewest-frauds}. */
  public static final ConfigOption<Integer> FEWEST_FRAUDS =
      ConfigOptions.key("watch.fewest-frauds")
          .intType()
          .defaultValue(50)
          .withDescription("frauds, and cards with fraud, below which nothing is decided");

  /** {@code watch.days}. */
  public static final ConfigOption<Integer> DAYS =
      ConfigOptions.key("watch.days")
          .intType()
          .defaultValue(14)
          .withDescription("the newest days with known labels that the two are compared on");

  /** {@code watch.card-share}. */
  public static final ConfigOption<Double> CARD_SHARE =
      ConfigOptions.key("watch.card-share")
          .doubleType()
          .defaultValue(1.0)
          .withDescription(
              "share of cards that are looked at, with all their transactions; a transaction takes"
                  + " about 400 bytes where the command runs");

  /** {@code watch.effective-lead}. */
  public static final ConfigOption<Duration> EFFECTIVE_LEAD =
      ConfigOptions.key("watch.effective-lead")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription("how long after the decision a rollback takes effect");

  /** {@code watch.seed}. */
  public static final ConfigOption<Long> SEED =
      ConfigOptions.key("watch.seed")
          .longType()
          .defaultValue(1L)
          .withDescription("seed of the bootstrap");

  /** {@code watch.dry-run}. */
  public static final ConfigOption<Boolean> DRY_RUN =
      ConfigOptions.key("watch.dry-run")
          .booleanType()
          .defaultValue(false)
          .withDescription("change nothing, tell what would be");

  private WatchOptions() {}
}
