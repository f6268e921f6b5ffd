package io.lakeloop.adapter.iceberg;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PartitionUtil;

/**
 * Reads the rows of one planned file. Iceberg's own generic reader only reads whole scans; this one
 * lets a caller choose and spread files.
 */
public final class FileRows {
  private FileRows() {}

  /**
   * Opens a file; deletes are applied and rows that the task's filter excludes are left out.
   *
   * @param columns the columns to read, among them those that the scan filters by
   */
  public static CloseableIterable<Record> open(Table table, FileScanTask task, Schema columns) {
    GenericDeleteFilter deletes =
        new GenericDeleteFilter(table.io(), task, table.schema(), columns);
    Schema required = deletes.requiredSchema();
    CloseableIterable<Record> rows =
        FormatModelRegistry.<Record, Schema>readBuilder(
                task.file().format(), Record.class, table.io().newInputFile(task.file()))
            .project(required)
            .idToConstant(
                PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant))
            .split(task.start(), task.length())
            .filter(task.residual())
            .build();
    CloseableIterable<Record> live = deletes.filter(rows);
    if (task.residual().op() == Expression.Operation.TRUE) {
      return live;
    }
    InternalRecordWrapper wrapper = new InternalRecordWrapper(required.asStruct());
    Evaluator evaluator = new Evaluator(required.asStruct(), task.residual());
    return CloseableIterable.filter(live, row -> evaluator.eval(wrapper.wrap(row)));
  }
}
