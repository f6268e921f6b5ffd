package io.lakeloop.sql;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.types.Row;

/**
 * Columns side by side; numbers to the right. Widths are those of the first rows: later rows that
 * are wider stick out. Texts beyond a width are cut.
 */
final class TextTableWriter implements ResultWriter {
  private static final int ROWS_FOR_WIDTHS = 500;
  private static final int MOST_WIDTH = 60;

  private final List<String> columns;
  private final boolean changes;
  private final PrintWriter out;
  private final List<List<String>> waiting = new ArrayList<>();
  private final boolean[] isNumber;
  private int[] widths = new int[0];

  TextTableWriter(List<String> names, boolean changes, PrintWriter out) {
    List<String> all = new ArrayList<>(names);
    if (changes) {
      all.add(0, "op");
    }
    this.columns = List.copyOf(all);
    this.changes = changes;
    this.out = out;
    this.isNumber = new boolean[columns.size()];
  }

  @Override
  public void write(Row row) {
    List<String> cells = new ArrayList<>();
    if (changes) {
      cells.add(row.getKind().shortString());
    }
    for (int i = 0; i < row.getArity(); i++) {
      Object value = row.getField(i);
      isNumber[cells.size()] |= value instanceof Number;
      cells.add(cut(ResultValues.text(value)));
    }
    if (widths.length > 0) {
      line(cells);
      return;
    }
    waiting.add(cells);
    if (changes || waiting.size() == ROWS_FOR_WIDTHS) {
      start();
    }
  }

  private static String cut(String text) {
    String oneLine = text.replace('\n', ' ').replace('\r', ' ');
    return oneLine.length() <= MOST_WIDTH ? oneLine : oneLine.substring(0, MOST_WIDTH - 1) + "…";
  }

  private void start() {
    widths = columns.stream().mapToInt(String::length).toArray();
    for (List<String> cells : waiting) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], cells.get(i).length());
      }
    }
    line(columns);
    StringBuilder rule = new StringBuilder();
    for (int width : widths) {
      rule.append("─".repeat(width)).append("  ");
    }
    out.println(rule.toString().stripTrailing());
    waiting.forEach(this::line);
    waiting.clear();
  }

  private void line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String blanks = " ".repeat(Math.max(0, widths[i] - cells.get(i).length()));
      line.append(isNumber[i] ? blanks + cells.get(i) : cells.get(i) + blanks).append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  @Override
  public void finish() {
    if (widths.length == 0) {
      start();
    }
    out.flush();
  }
}
