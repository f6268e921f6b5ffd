package io.lakeloop.compaction;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of the compaction job. */
public final class CompactOptions {
  /** {@code compact.tables}. */
  public static final ConfigOption<List<String>> TABLES =
      ConfigOptions.key("compact.tables")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "tables to compact, as payments.transactions, separated by ';'; when absent, every"
                  + " table of the catalog");

  /** {@code compact.strategy}. */
  public static final ConfigOption<Strategy> STRATEGY =
      ConfigOptions.key("compact.strategy")
          .enumType(Strategy.class)
          .defaultValue(Strategy.BIN_PACK)
          .withDescription("how rows are arranged: bin-pack (as they come), sort or z-order");

  /** {@code compact.columns}. */
  public static final ConfigOption<List<String>> COLUMNS =
      ConfigOptions.key("compact.columns")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "columns to sort or z-order by, separated by ';'; when absent, sort takes the table's"
                  + " sort order");

  /** {@code compact.dry-run}. */
  public static final ConfigOption<Boolean> DRY_RUN =
      ConfigOptions.key("compact.dry-run")
          .booleanType()
          .defaultValue(false)
          .withDescription("plan only, change nothing");

  /** {@code compact.include-open}. */
  public static final ConfigOption<Boolean> INCLUDE_OPEN =
      ConfigOptions.key("compact.include-open")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "also partitions that may still be written to, and tables without a partition by"
                  + " time");

  /** {@code compact.max-lateness}. */
  public static final ConfigOption<Duration> MAX_LATENESS =
      ConfigOptions.key("compact.max-lateness")
          .durationType()
          .defaultValue(Duration.ofHours(1))
          .withDescription(
              "how long after its end a partition is closed, in the time of its rows where the"
                  + " table tells how far it has been read, else in time of day");

  /** {@code compact.health}. */
  public static final ConfigOption<Integer> HEALTH =
      ConfigOptions.key("compact.health")
          .intType()
          .defaultValue(95)
          .withDescription(
              "partitions with this health score or a better one are left alone; 100 is the best"
                  + " score");

  /** {@code compact.rewrite-all}. */
  public static final ConfigOption<Boolean> REWRITE_ALL =
      ConfigOptions.key("compact.rewrite-all")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "rewrite every file, of good size or not: to sort what was never sorted");

  /** {@code compact.target-file-size}. */
  public static final ConfigOption<MemorySize> TARGET_FILE_SIZE =
      ConfigOptions.key("compact.target-file-size")
          .memoryType()
          .noDefaultValue()
          .withDescription("size of new files; when absent, the table's own target");

  /** {@code compact.max-group-size}. */
  public static final ConfigOption<MemorySize> MAX_GROUP_SIZE =
      ConfigOptions.key("compact.max-group-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(512))
          .withDescription(
              "how much one task rewrites at once, and commits or gives up as a whole");

  /** {@code compact.groups-per-commit}. */
  public static final ConfigOption<Integer> GROUPS_PER_COMMIT =
      ConfigOptions.key("compact.groups-per-commit")
          .intType()
          .defaultValue(10)
          .withDescription("file groups that are committed together");

  /** {@code compact.sort-memory}. */
  public static final ConfigOption<MemorySize> SORT_MEMORY =
      ConfigOptions.key("compact.sort-memory")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(64))
          .withDescription(
              "rows that a task holds while it sorts; more go to its temporary directory");

  /** {@code compact.merge-threads}. */
  public static final ConfigOption<Integer> MERGE_THREADS =
      ConfigOptions.key("compact.merge-threads")
          .intType()
          .defaultValue(1)
          .withDescription("threads of one task that merge columns");

  private CompactOptions() {}
}
