package io.lakeloop.maintenance;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of snapshot expiry. */
public final class ExpireOptions {
  /** {@code expire.tables}. */
  public static final ConfigOption<List<String>> TABLES =
      ConfigOptions.key("expire.tables")
          .stringType()
          .asList()
          .defaultValues("all")
          .withDescription("tables, such as payments.transactions;payments.alerts, or all");

  /** {@code expire.max-age}. */
  public static final ConfigOption<Duration> MAX_AGE =
      ConfigOptions.key("expire.max-age")
          .durationType()
          .defaultValue(Duration.ofDays(5))
          .withDescription("older snapshots are expired unless something needs them");

  /** {@code expire.min-snapshots}. */
  public static final ConfigOption<Integer> MIN_SNAPSHOTS =
      ConfigOptions.key("expire.min-snapshots")
          .intType()
          .defaultValue(10)
          .withDescription("this many of the newest snapshots are kept at any age");

  /** {@code expire.savepoint-retention}. */
  public static final ConfigOption<Duration> SAVEPOINT_RETENTION =
      ConfigOptions.key("expire.savepoint-retention")
          .durationType()
          .defaultValue(Duration.ofDays(30))
          .withDescription(
              "how long after a Flink job's last commit one of its savepoints may still be"
                  + " restored");

  /** {@code expire.training-retention}. */
  public static final ConfigOption<Duration> TRAINING_RETENTION =
      ConfigOptions.key("expire.training-retention")
          .durationType()
          .defaultValue(Duration.ofDays(365))
          .withDescription("how long the snapshots that a model was trained on are kept");

  /** {@code expire.dry-run}. */
  public static final ConfigOption<Boolean> DRY_RUN =
      ConfigOptions.key("expire.dry-run")
          .booleanType()
          .defaultValue(false)
          .withDescription("tell what would be expired, and change nothing");

  private ExpireOptions() {}
}
