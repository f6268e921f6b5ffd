package io.lakeloop.compaction;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;

/**
 * The validated settings of the compaction job. Holds no secret.
 *
 * @param lake where the lake is
 * @param tables qualified names; empty for every table
 * @param arrangement strategy and columns
 * @param selection what is compacted
 * @param dryRun plan only
 * @param execution sizes and numbers
 */
public record CompactSettings(
    LakeSettings lake,
    List<String> tables,
    Arrangement arrangement,
    Selection selection,
    boolean dryRun,
    Execution execution) {

  /**
   * How rows are arranged.
   *
   * @param columns to sort by; empty for the table's sort order
   */
  public record Arrangement(Strategy strategy, List<String> columns) {
    /** Copies the columns. */
    public Arrangement {
      columns = List.copyOf(columns);
    }
  }

  /**
   * What is compacted.
   *
   * @param includeOpen also what may still be written to
   * @param maxLateness how long after its end a partition is closed
   * @param health the score from which on a partition is left alone, from 0 to 101
   * @param rewriteAll also files of good size
   */
  public record Selection(
      boolean includeOpen, Duration maxLateness, int health, boolean rewriteAll) {}

  /**
   * Sizes and numbers.
   *
   * @param targetFileBytes null for the table's own
   * @param maxGroupBytes bound of a file group
   * @param groupsPerCommit file groups that are committed together
   * @param sortMemoryBytes rows in memory while sorting
   * @param mergeThreads threads of a task that merges columns
   */
  public record Execution(
      @Nullable Long targetFileBytes,
      long maxGroupBytes,
      int groupsPerCommit,
      long sortMemoryBytes,
      int mergeThreads) {}

  /** Copies the list. */
  public CompactSettings {
    tables = List.copyOf(tables);
  }

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static CompactSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), CompactSettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(CompactOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  private static CompactSettings read(OptionReader options) {
    Strategy strategy = options.required(CompactOptions.STRATEGY, Strategy.BIN_PACK);
    List<String> columns = options.optional(CompactOptions.COLUMNS).orElse(List.of());
    if (strategy == Strategy.Z_ORDER && columns.size() < 2) {
      options.problem(CompactOptions.COLUMNS, "must name two columns or more to z-order by");
    }
    if (strategy == Strategy.BIN_PACK && !columns.isEmpty()) {
      options.problem(
          CompactOptions.COLUMNS, "says nothing to bin-pack; choose the strategy sort or z-order");
    }
    return new CompactSettings(
        LakeOptions.read(options),
        options.optional(CompactOptions.TABLES).orElse(List.of()),
        new Arrangement(strategy, columns),
        new Selection(
            options.required(CompactOptions.INCLUDE_OPEN, false),
            options.checked(
                CompactOptions.MAX_LATENESS, Duration.ZERO, d -> !d.isNegative(), "0 or more"),
            options.checked(
                CompactOptions.HEALTH, 0, score -> score >= 0 && score <= 101, "from 0 to 101"),
            options.required(CompactOptions.REWRITE_ALL, false)),
        options.required(CompactOptions.DRY_RUN, false),
        new Execution(
            options
                .optional(CompactOptions.TARGET_FILE_SIZE)
                .map(MemorySize::getBytes)
                .orElse(null),
            bytes(options, CompactOptions.MAX_GROUP_SIZE),
            options.checked(CompactOptions.GROUPS_PER_COMMIT, 1, n -> n > 0, "1 or more"),
            bytes(options, CompactOptions.SORT_MEMORY),
            options.checked(CompactOptions.MERGE_THREADS, 1, n -> n > 0, "1 or more")));
  }

  private static long bytes(OptionReader options, ConfigOption<MemorySize> option) {
    return options
        .checked(option, MemorySize.ofMebiBytes(1), size -> size.getBytes() > 0, "more than 0")
        .getBytes();
  }
}
