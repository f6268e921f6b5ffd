package io.lakeloop.ingest;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.util.Collector;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.sink.dynamic.DynamicRecord;
import org.apache.iceberg.flink.sink.dynamic.DynamicRecordGenerator;

/**
 * Hands each row to Iceberg's sink with its table, columns and partitioning, to be written without
 * a shuffle.
 */
final class IngestRecordGenerator implements DynamicRecordGenerator<IngestRow> {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, TableIdentifier> tables = new HashMap<>();

  @Override
  public void generate(IngestRow row, Collector<DynamicRecord> out) {
    out.collect(
        new DynamicRecord(
            tables.computeIfAbsent(row.table(), TableIdentifier::parse),
            SnapshotRef.MAIN_BRANCH,
            row.columns(),
            row.row(),
            row.spec()));
  }

  private Object readResolve() {
    return new IngestRecordGenerator();
  }
}
