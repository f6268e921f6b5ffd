package io.lakeloop.training.report;

import java.util.List;
import java.util.Locale;

/** Named quantities as horizontal bars, as SVG. */
final class BarList {
  private static final double WIDTH = 760;
  private static final double ROW = 22;
  private static final double NAMES = 300;
  private static final double NUMBERS = 80;

  private BarList() {}

  /**
   * One quantity.
   *
   * @param name what it is of
   * @param value its size, 0 or more
   * @param text the number as written
   * @param style the bar's class
   */
  record Bar(String name, double value, String text, String style) {}

  /**
   * Draws them in order.
   *
   * @param about what is shown, for those who cannot see it
   * @param limits values that get a dashed line each, where they lie within
   */
  static Markup of(String about, List<Bar> bars, double... limits) {
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    double scale = most > 0 ? (WIDTH - NAMES - NUMBERS) / most : 0;
    double height = bars.size() * ROW + 6;
    Markup svg = new Markup();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        String.format(Locale.ROOT, "0 0 %.0f %.0f", WIDTH, height),
        "role",
        "img",
        "aria-label",
        about,
        "class",
        "bars");
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double top = i * ROW + 3;
      double length = Math.max(1, bar.value() * scale);
      svg.element(
          "text",
          bar.name(),
          "class",
          "name",
          "x",
          NAMES - 10,
          "y",
          top + 14,
          "text-anchor",
          "end");
      svg.empty(
          "rect",
          "class",
          "bar " + bar.style(),
          "x",
          NAMES,
          "y",
          top + 2,
          "width",
          length,
          "height",
          ROW - 7,
          "rx",
          2.0);
      svg.element("text", bar.text(), "class", "number", "x", NAMES + length + 7, "y", top + 14);
    }
    for (double limit : limits) {
      if (limit <= most) {
        double at = NAMES + limit * scale;
        svg.empty("line", "class", "reference", "x1", at, "y1", 0.0, "x2", at, "y2", height);
      }
    }
    return svg.close();
  }
}
