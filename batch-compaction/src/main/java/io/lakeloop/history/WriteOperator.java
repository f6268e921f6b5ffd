package io.lakeloop.history;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.InstantiationUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.ClusteredDataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes totals to data files of their tables.
 *
 * <ul>
 *   <li>Input: totals sorted by table and period, so that one file is open at a time. Batch only.
 *   <li>State: none. What a task writes that fails later stays behind as an orphan file.
 *   <li>Output: the files, when all have been written.
 * </ul>
 */
final class WriteOperator extends AbstractStreamOperator<WrittenFile>
    implements OneInputStreamOperator<Totals, WrittenFile>, BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final String TARGET_SIZE = "write.target-file-size-bytes";
  private static final long DEFAULT_TARGET_BYTES = 128L << 20;

  private final LakeSettings lake;
  private final String runId;

  private transient @Nullable RESTCatalog catalog;
  private transient Map<Grouping, OpenTable> tables = Map.of();

  /** Writes for a run, into the lake. */
  WriteOperator(LakeSettings lake, String runId) {
    this.lake = lake;
    this.runId = runId;
  }

  @Override
  public void open() throws Exception {
    super.open();
    tables = new EnumMap<>(Grouping.class);
  }

  @Override
  public void processElement(StreamRecord<Totals> element) {
    Totals totals = element.getValue();
    OpenTable table = tables.get(totals.grouping());
    if (table == null) {
      if (catalog == null) {
        catalog = new LakeCatalogLoader(lake).loadCatalog();
      }
      table = new OpenTable(catalog, totals.grouping(), runId);
      tables.put(totals.grouping(), table);
    }
    table.write(totals);
  }

  @Override
  public void endInput() throws IOException {
    for (Map.Entry<Grouping, OpenTable> table : tables.entrySet()) {
      for (DataFile file : table.getValue().finish()) {
        output.collect(
            new StreamRecord<>(
                new WrittenFile(table.getKey(), InstantiationUtil.serializeObject(file))));
      }
    }
  }

  @Override
  public void close() throws Exception {
    super.close();
    for (OpenTable table : tables.values()) {
      table.finish();
    }
    tables = Map.of();
    if (catalog != null) {
      catalog.close();
      catalog = null;
    }
  }

  private static final class OpenTable {
    private final Table table;
    private final PartitionKey partition;
    private final InternalRecordWrapper wrapper;
    private final ClusteredDataWriter<Record> writer;

    OpenTable(RESTCatalog catalog, Grouping grouping, String runId) {
      table = catalog.loadTable(grouping.table().identifier());
      partition = new PartitionKey(table.spec(), table.schema());
      wrapper = new InternalRecordWrapper(table.schema().asStruct());
      writer =
          new ClusteredDataWriter<>(
              new GenericFileWriterFactory.Builder(table)
                  .dataFileFormat(FileFormat.PARQUET)
                  .dataSchema(table.schema())
                  .build(),
              OutputFileFactory.builderFor(table, 0, 0)
                  .format(FileFormat.PARQUET)
                  .operationId(runId + "-" + UUID.randomUUID())
                  .build(),
              table.io(),
              PropertyUtil.propertyAsLong(table.properties(), TARGET_SIZE, DEFAULT_TARGET_BYTES));
    }

    void write(Totals totals) {
      Record row = HistoryRow.of(totals, table.schema());
      partition.partition(wrapper.wrap(row));
      writer.write(row, table.spec(), partition);
    }

    Iterable<DataFile> finish() throws IOException {
      writer.close();
      return writer.result().dataFiles();
    }
  }
}
