package io.lakeloop.training.backfill;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the feature backfill job. */
public final class BackfillOptions {
  /** {@code backfill.feature-set}. */
  public static final ConfigOption<String> FEATURE_SET =
      ConfigOptions.key("backfill.feature-set")
          .stringType()
          .defaultValue("standard")
          .withDescription("what is computed: handbook or standard");

  /** {@code backfill.from}. */
  public static final ConfigOption<String> FROM =
      ConfigOptions.key("backfill.from")
          .stringType()
          .noDefaultValue()
          .withDescription("first day whose rows are written, as 2026-01-31, UTC");

  /** {@code backfill.to}. */
  public static final ConfigOption<String> TO =
      ConfigOptions.key("backfill.to")
          .stringType()
          .noDefaultValue()
          .withDescription("last day whose rows are written, as 2026-01-31, UTC");

  private BackfillOptions() {}
}
