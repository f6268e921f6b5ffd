package io.lakeloop.compaction.merge;

import java.io.IOException;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileWriter;

/** One column of an output row group, encoded and compressed, ready to be written once. */
interface MergedColumn {
  /** Writes the column chunk; the row group is open, and columns come in the schema's order. */
  void writeTo(ParquetFileWriter writer) throws IOException;
}
