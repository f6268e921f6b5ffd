package io.lakeloop.training.report;

import io.lakeloop.training.run.Span;
import io.lakeloop.training.run.TrainingWindows;
import java.time.LocalDate;

/** Which days a run used for what, as SVG. */
final class Timeline {
  private static final double WIDTH = 1040;
  private static final double NAMES = 190;
  private static final double ROW = 28;
  private static final int TICKS = 6;

  private final int from;
  private final int until;
  private final Markup svg = new Markup();
  private double top = 6;

  private Timeline(int from, int until) {
    this.from = from;
    this.until = until;
  }

  static Markup of(TrainingWindows windows) {
    int from = Math.min(windows.trial().fromEpochDay(), windows.training().fromEpochDay());
    return new Timeline(from, Math.max(from + 1, windows.untilEpochDay())).draw(windows);
  }

  private Markup draw(TrainingWindows windows) {
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %.0f %.0f".formatted(WIDTH, 4 * ROW + 34),
        "role",
        "img",
        "aria-label",
        "which days were used for what",
        "class",
        "timeline");
    int step = Math.max(1, (until - from) / TICKS);
    for (int day = from; day <= until; day += step) {
      double at = left(day);
      svg.empty("line", "class", "grid", "x1", at, "y1", 0.0, "x2", at, "y2", 4 * ROW + 8);
      svg.element(
          "text",
          LocalDate.ofEpochDay(day).toString(),
          "class",
          "tick",
          "x",
          at,
          "y",
          4 * ROW + 26,
          "text-anchor",
          day == from ? "start" : "middle");
    }
    row("training of the candidate", "candidate", windows.training());
    row("training of the trial", "trial", windows.trial());
    row("backtest", "champion", windows.backtest());
    row("labels not yet known", "unknown", windows.newest());
    return svg.close();
  }

  private double left(int day) {
    return NAMES + (WIDTH - NAMES - 50) * (day - from) / (until - from);
  }

  private void row(String name, String style, Span days) {
    svg.element(
        "text", name, "class", "name", "x", NAMES - 12, "y", top + 15, "text-anchor", "end");
    if (days.days() > 0) {
      svg.open(
              "rect",
              "class",
              "bar " + style,
              "x",
              left(days.fromEpochDay()),
              "y",
              top,
              "width",
              left(days.toEpochDay()) - left(days.fromEpochDay()),
              "height",
              ROW - 8,
              "rx",
              3.0)
          .element("title", "%s: %s, %d days".formatted(name, days, days.days()))
          .close();
    }
    top += ROW;
  }
}
