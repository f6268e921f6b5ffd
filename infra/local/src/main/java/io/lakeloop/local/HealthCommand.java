package io.lakeloop.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.MaintenanceRun;
import io.lakeloop.adapter.iceberg.MaintenanceRunLog;
import io.lakeloop.compaction.CompactJob;
import io.lakeloop.compaction.TableHealth;
import io.lakeloop.compaction.health.Layout;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.iceberg.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop health}. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    description = "Shows the state of every table, told from its metadata.",
    footer = {
      "",
      "score: what a full scan would cost after compaction, in percent of what it costs",
      "now; 100 is the best. expired: data that only older snapshots still hold.",
      "",
      "Examples:",
      "  lakeloop health",
      "  lakeloop health --table payments.transactions --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class HealthCommand implements Callable<Integer> {
  private static final double MIB = 1 << 20;

  @Mixin private StackOptions stack;

  @Option(
      names = "--table",
      split = ",",
      paramLabel = "NAME",
      description = "Tables to show (default: every table).")
  private @Nullable List<String> tables;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (RESTCatalog catalog = new LakeCatalogLoader(stack.ingestSettings().lake()).loadCatalog()) {
      Map<String, TableHealth> health =
          CompactJob.health(catalog, tables == null ? List.of() : tables);
      ArrayNode rows = new ObjectMapper().createArrayNode();
      if (!json) {
        out.printf(
            "%-32s %5s %7s %7s %10s %7s %7s %9s %10s %10s  %s%n",
            "table",
            "score",
            "files",
            "small",
            "MiB",
            "groups",
            "deletes",
            "snapshots",
            "meta MiB",
            "expired",
            "last maintenance");
      }
      for (Map.Entry<String, TableHealth> table : health.entrySet()) {
        Optional<MaintenanceRun> last = last(catalog, table.getKey());
        if (json) {
          rows.add(node(table.getKey(), table.getValue(), last));
        } else {
          print(out, table.getKey(), table.getValue(), last);
        }
      }
      if (json) {
        out.println(rows.toPrettyString());
      }
      out.flush();
    }
    return 0;
  }

  private static Optional<MaintenanceRun> last(RESTCatalog catalog, String table)
      throws IOException {
    Optional<MaintenanceRunLog> log = MaintenanceRunLog.find(catalog);
    if (log.isEmpty()) {
      return Optional.empty();
    }
    List<MaintenanceRun> runs = log.get().of(table);
    return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
  }

  private static void print(
      PrintWriter out, String name, TableHealth health, Optional<MaintenanceRun> last) {
    Layout total = health.total();
    out.printf(
        "%-32s %5d %7d %7d %10.1f %7d %7d %9d %10.2f %10.1f  %s%n",
        name,
        health.score(),
        total.files(),
        total.smallFiles(),
        total.bytes() / MIB,
        total.rowGroups(),
        total.deleteFiles(),
        health.snapshots(),
        health.metadataBytes() / MIB,
        health.expiredBytes() / MIB,
        last.map(run -> run.operation() + " " + run.startedAt() + " " + run.outcome())
            .orElse("never"));
  }

  private static ObjectNode node(String name, TableHealth health, Optional<MaintenanceRun> last) {
    Layout total = health.total();
    ObjectNode node =
        new ObjectMapper()
            .createObjectNode()
            .put("table", name)
            .put("score", health.score())
            .put("files", total.files())
            .put("small_files", total.smallFiles())
            .put("bytes", total.bytes())
            .put("row_groups", total.rowGroups())
            .put("delete_files", total.deleteFiles())
            .put("partitions", health.partitions().size())
            .put("snapshots", health.snapshots())
            .put("metadata_bytes", health.metadataBytes())
            .put("expired_bytes", health.expiredBytes());
    last.ifPresent(
        run ->
            node.putObject("last_maintenance")
                .put("operation", run.operation())
                .put("started_at", run.startedAt().toString())
                .put("outcome", run.outcome().name())
                .put("message", run.message()));
    return node;
  }
}
