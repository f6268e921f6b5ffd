package io.lakeloop.adapter.iceberg;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** The log of maintenance runs, kept in {@link OperationTables#MAINTENANCE_RUNS}. */
public final class MaintenanceRunLog {
  private final Table table;

  private MaintenanceRunLog(Table table) {
    this.table = table;
  }

  /** Opens the log; makes its table when it is missing. */
  public static MaintenanceRunLog open(Catalog catalog, LakeSettings settings) {
    return new MaintenanceRunLog(
        LakeTables.createIfMissing(catalog, settings, OperationTables.MAINTENANCE_RUNS));
  }

  /** Opens the log to read it; empty when nothing was ever logged. */
  public static Optional<MaintenanceRunLog> find(Catalog catalog) {
    return catalog.tableExists(OperationTables.MAINTENANCE_RUNS.identifier())
        ? Optional.of(
            new MaintenanceRunLog(catalog.loadTable(OperationTables.MAINTENANCE_RUNS.identifier())))
        : Optional.empty();
  }

  /** Adds a run, in a commit of its own. */
  public void add(MaintenanceRun run) throws IOException {
    Record row = toRow(run);
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
    String name = run.runId() + "-" + UUID.randomUUID() + ".parquet";
    DataFile file = FileRows.write(table, key, name, List.of(row));
    AppendFiles append = table.newFastAppend();
    append.appendFile(file).commit();
  }

  /** The runs over one table, oldest first. */
  public List<MaintenanceRun> of(String tableName) throws IOException {
    List<MaintenanceRun> runs = new ArrayList<>();
    table.refresh();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).where(Expressions.equal("table_name", tableName)).build()) {
      rows.forEach(row -> runs.add(fromRow(row)));
    }
    runs.sort((a, b) -> a.startedAt().compareTo(b.startedAt()));
    return List.copyOf(runs);
  }

  private Record toRow(MaintenanceRun run) {
    Record row = GenericRecord.create(table.schema());
    row.setField("run_id", run.runId());
    row.setField("operation", run.operation());
    row.setField("table_name", run.table());
    row.setField(
        "started_at", run.startedAt().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    row.setField("duration_ms", run.duration().toMillis());
    row.setField("outcome", run.outcome().name().toLowerCase(Locale.ROOT));
    row.setField("message", run.message());
    row.setField("path", run.path());
    row.setField("files_before", run.before().count());
    row.setField("files_after", run.after().count());
    row.setField("bytes_before", run.before().bytes());
    row.setField("bytes_after", run.after().bytes());
    row.setField("groups_rewritten", run.groups().rewritten());
    row.setField("groups_failed", run.groups().failed());
    row.setField("groups_abandoned", run.groups().abandoned());
    row.setField("conflicts", run.groups().conflicts());
    return row;
  }

  private static MaintenanceRun fromRow(Record row) {
    Instant startedAt = ((OffsetDateTime) row.getField("started_at")).toInstant();
    return new MaintenanceRun(
        (String) row.getField("run_id"),
        (String) row.getField("operation"),
        (String) row.getField("table_name"),
        startedAt,
        Duration.ofMillis((Long) row.getField("duration_ms")),
        MaintenanceRun.Outcome.valueOf(((String) row.getField("outcome")).toUpperCase(Locale.ROOT)),
        (String) row.getField("message"),
        (String) row.getField("path"),
        new MaintenanceRun.Files(
            (Long) row.getField("files_before"), (Long) row.getField("bytes_before")),
        new MaintenanceRun.Files(
            (Long) row.getField("files_after"), (Long) row.getField("bytes_after")),
        new MaintenanceRun.Groups(
            (Integer) row.getField("groups_rewritten"),
            (Integer) row.getField("groups_failed"),
            (Integer) row.getField("groups_abandoned"),
            (Integer) row.getField("conflicts")));
  }
}
