package io.lakeloop.sql;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.apache.flink.types.Row;

/** Writes a result's rows in one format, as they come. */
public interface ResultWriter {
  /** In which format rows are written. */
  enum Format {
    /** Columns side by side, for people. */
    TABLE,
    /** Comma-separated values after RFC 4180, with a header. */
    CSV,
    /** A JSON object a line. */
    JSONL
  }

  /** Writes a row. */
  void write(Row row) throws IOException;

  /** Writes what is left. */
  void finish() throws IOException;

  /**
   * A writer of a format.
   *
   * @param columns the names of the columns
   * @param changes whether rows come with what happens to them, such as {@code +I}, which is then
   *     the first column {@code op}
   */
  static ResultWriter of(Format format, List<String> columns, boolean changes, PrintWriter out) {
    return switch (format) {
      case TABLE -> new TextTableWriter(columns, changes, out);
      case CSV -> new CsvWriter(columns, changes, out);
      case JSONL -> new JsonLinesWriter(columns, changes, out);
    };
  }
}
