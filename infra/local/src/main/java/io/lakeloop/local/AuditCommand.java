package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.audit.Audit;
import io.lakeloop.ingest.audit.AuditReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.iceberg.Table;
import org.apache.iceberg.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Compares every Kafka record with the lake: none missing, none twice, none changed.",
    footer = {
      "",
      "Exit code 0 when the lake holds every record once, 1 on any difference.",
      "",
      "Examples:",
      "  lakeloop audit --wait 60s       wait for records that the job has still to read",
      "  lakeloop audit --json",
      "  lakeloop audit --snapshot 4711  what one snapshot covers"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AuditCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--wait",
      defaultValue = "0 s",
      description =
          "Wait so long for records that are not in the lake yet (default: ${DEFAULT-VALUE}).")
  private Duration wait;

  @Option(
      names = "--accept-gaps",
      description =
          "Acknowledge that offsets which Kafka has dropped are missing from the lake; they are still told.")
  private boolean acceptGaps;

  @Option(
      names = "--snapshot",
      paramLabel = "ID",
      description = "Tell what this snapshot of an ingested table covers, and stop.")
  private @Nullable Long snapshot;

  @Option(
      names = "--max-lateness",
      defaultValue = "10 s",
      description = "Subtracted for the watermark of a snapshot (default: ${DEFAULT-VALUE}).")
  private Duration maxLateness;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    IngestSettings settings = stack.ingestSettings();
    PrintWriter out = spec.commandLine().getOut();
    if (snapshot != null) {
      printCoverage(settings, snapshot, out);
      return 0;
    }
    Progress progress = new Progress(spec.commandLine().getErr(), "rows and records compared");
    AuditReport report = new Audit(settings, progress).run(wait, acceptGaps);
    out.println(json ? report.toJson() : report.toText());
    out.flush();
    return report.passed() ? 0 : Lakeloop.CHECK_FAILED;
  }

  private void printCoverage(IngestSettings settings, long id, PrintWriter out) throws IOException {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      for (LakeTable definition : PaymentTables.INGESTED) {
        if (catalog.tableExists(definition.identifier())) {
          Table table = catalog.loadTable(definition.identifier());
          if (table.snapshot(id) != null) {
            SnapshotReport report = SnapshotReport.of(settings, table, definition, id, maxLateness);
            out.println(json ? report.toJson() : report.toText());
            out.flush();
            return;
          }
        }
      }
    }
    throw new IllegalArgumentException(
        "snapshot %d is not one of the ingested tables', or has expired. Their snapshots are listed by the metadata table TABLE.snapshots"
            .formatted(id));
  }
}
