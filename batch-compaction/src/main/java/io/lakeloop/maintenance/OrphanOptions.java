package io.lakeloop.maintenance;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of orphan removal. */
public final class OrphanOptions {
  /** {@code orphans.tables}. */
  public static final ConfigOption<List<String>> TABLES =
      ConfigOptions.key("orphans.tables")
          .stringType()
          .asList()
          .defaultValues("all")
          .withDescription("tables, such as payments.transactions;payments.alerts, or all");

  /** {@code orphans.min-age}. */
  public static final ConfigOption<Duration> MIN_AGE =
      ConfigOptions.key("orphans.min-age")
          .durationType()
          .defaultValue(Duration.ofDays(3))
          .withDescription(
              "younger files are never touched: a writer may still commit them. Longer than any"
                  + " write and than a stopped job's savepoint waits to be restored");

  /** {@code orphans.quarantine}. */
  public static final ConfigOption<Duration> QUARANTINE =
      ConfigOptions.key("orphans.quarantine")
          .durationType()
          .defaultValue(Duration.ofDays(7))
          .withDescription("how long a file lies in quarantine before it is deleted");

  /** {@code orphans.dry-run}. */
  public static final ConfigOption<Boolean> DRY_RUN =
      ConfigOptions.key("orphans.dry-run")
          .booleanType()
          .defaultValue(true)
          .withDescription("tell which files are orphans, and change nothing");

  private OrphanOptions() {}
}
