package io.lakeloop.sql;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.types.Row;

/** Comma-separated values: what has a comma, quote or line break is quoted. Null is empty. */
final class CsvWriter implements ResultWriter {
  private final boolean changes;
  private final PrintWriter out;

  CsvWriter(List<String> columns, boolean changes, PrintWriter out) {
    this.changes = changes;
    this.out = out;
    List<String> header = new ArrayList<>(columns);
    if (changes) {
      header.add(0, "op");
    }
    line(header);
  }

  @Override
  public void write(Row row) {
    List<String> values = new ArrayList<>();
    if (changes) {
      values.add(row.getKind().shortString());
    }
    for (int i = 0; i < row.getArity(); i++) {
      values.add(ResultValues.text(row.getField(i)));
    }
    line(values);
  }

  private void line(List<String> values) {
    out.print(values.stream().map(CsvWriter::quoted).collect(Collectors.joining(",")) + "\r\n");
  }

  private static String quoted(String value) {
    boolean needed = value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return needed ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }

  @Override
  public void finish() {
    out.flush();
  }
}
