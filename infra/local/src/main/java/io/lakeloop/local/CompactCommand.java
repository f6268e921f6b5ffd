package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.compaction.CompactJob;
import io.lakeloop.compaction.CompactOptions;
import io.lakeloop.compaction.CompactReport;
import io.lakeloop.compaction.CompactSettings;
import io.lakeloop.compaction.CompactionPlan;
import io.lakeloop.compaction.Strategy;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop compact}. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description =
        "Rewrites small files and files with deletes into full ones, beside live writers.",
    footer = {
      "",
      "Only partitions that are closed are touched: those that ended before the watermark.",
      "A group of files that another writer changes meanwhile is given up, not the writer.",
      "Each run adds a row for each table to ops.maintenance_runs.",
      "",
      "Examples:",
      "  lakeloop compact --dry-run",
      "  lakeloop compact --table payments.transactions,payments.alerts",
      "  lakeloop compact --table payments.transactions --strategy sort --columns customer_id",
      "  lakeloop compact --table payments.transactions --strategy z-order \\",
      "      --columns customer_id,terminal_id --rewrite-all"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompactCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = "--table",
      split = ",",
      paramLabel = "NAME",
      description = "Tables to compact (default: every table).")
  private @Nullable List<String> tables;

  @Option(
      names = "--strategy",
      defaultValue = "bin-pack",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Strategy strategy;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description = "Columns to sort or z-order by (default of sort: the table's sort order).")
  private @Nullable List<String> columns;

  @Option(names = "--dry-run", description = "Print the plan and the gain expected of it only.")
  private boolean dryRun;

  @Option(names = "--include-open", description = "Also what may still be written to.")
  private boolean includeOpen;

  @Option(names = "--rewrite-all", description = "Also files of good size.")
  private boolean rewriteAll;

  @Option(
      names = "--max-lateness",
      defaultValue = "1 h",
      description = "How long after its end a partition is closed (default: ${DEFAULT-VALUE}).")
  private Duration maxLateness;

  @Option(
      names = "--parallelism",
      defaultValue = "2",
      description = "File groups rewritten at once (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    LakeSettings lake = stack.ingestSettings().lake();
    CompactSettings settings =
        new CompactSettings(
            lake,
            tables == null ? List.of() : tables,
            new CompactSettings.Arrangement(strategy, columns == null ? List.of() : columns),
            new CompactSettings.Selection(
                includeOpen, maxLateness, CompactOptions.HEALTH.defaultValue(), rewriteAll),
            dryRun,
            new CompactSettings.Execution(
                null,
                CompactOptions.MAX_GROUP_SIZE.defaultValue().getBytes(),
                CompactOptions.GROUPS_PER_COMMIT.defaultValue(),
                CompactOptions.SORT_MEMORY.defaultValue().getBytes(),
                CompactOptions.MERGE_THREADS.defaultValue()));
    PrintWriter out = spec.commandLine().getOut();
    CompactReport report =
        CompactJob.run(
            settings,
            () -> LocalFlink.forBatch(parallelism),
            line -> {
              out.println(line);
              out.flush();
            });
    if (dryRun) {
      report.plans().stream().map(CompactionPlan::toText).forEach(out::println);
    }
    report
        .runs()
        .forEach(
            run ->
                out.printf(
                    "%s: %s, %d files -> %d, %.1f -> %.1f MiB, %.1f s. %s%n",
                    run.table(),
                    run.outcome().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                    run.before().count(),
                    run.after().count(),
                    run.before().bytes() / 1048576.0,
                    run.after().bytes() / 1048576.0,
                    run.duration().toMillis() / 1000.0,
                    run.message()));
    out.flush();
    return 0;
  }
}
