package io.lakeloop.training.report;

import io.lakeloop.training.evaluation.Curve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plot of two axes as SVG. Colours come from the page's style sheet, by class. */
final class Plot {
  private static final double LEFT = 58;
  private static final double RIGHT = 14;
  private static final double TOP = 14;
  private static final double BOTTOM = 48;

  private final Size size;
  private final Axis x;
  private final Axis y;
  private final Markup svg = new Markup();

  /**
   * How large a plot is, in the units of its texts: the smaller, the larger they look.
   *
   * @param width from edge to edge
   * @param height from edge to edge
   */
  record Size(double width, double height) {
    /** One of two in a row. */
    static final Size HALF = new Size(520, 340);

    /** One of three in a row. */
    static final Size THIRD = new Size(370, 290);

    /** A row of its own. */
    static final Size WIDE = new Size(1040, 280);
  }

  /**
   * A plot without anything in it yet.
   *
   * @param about what it shows, for those who cannot see it
   */
  Plot(Size size, String about, Axis x, Axis y) {
    this.size = size;
    this.x = x;
    this.y = y;
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %.0f %.0f".formatted(size.width(), size.height()),
        "role",
        "img",
        "aria-label",
        about,
        "class",
        "plot");
    for (Axis.Tick tick : y.ticks()) {
      double at = top(tick.value());
      line("grid", LEFT, at, size.width() - RIGHT, at);
      label("tick", LEFT - 8, at + 4, "end", tick.text());
    }
    for (Axis.Tick tick : x.ticks()) {
      double at = left(tick.value());
      line("grid", at, TOP, at, size.height() - BOTTOM);
      label("tick", at, size.height() - BOTTOM + 17, "middle", tick.text());
    }
    line("axis", LEFT, size.height() - BOTTOM, size.width() - RIGHT, size.height() - BOTTOM);
    label("axis-label", (LEFT + size.width() - RIGHT) / 2, size.height() - 8, "middle", x.label());
    double middle = (TOP + size.height() - BOTTOM) / 2;
    svg.element(
        "text",
        y.label(),
        "class",
        "axis-label",
        "text-anchor",
        "middle",
        "transform",
        String.format(Locale.ROOT, "translate(14 %.1f) rotate(-90)", middle));
  }

  private double left(double value) {
    return LEFT + clamp(x.place(value)) * (size.width() - LEFT - RIGHT);
  }

  private double top(double value) {
    return size.height() - BOTTOM - clamp(y.place(value)) * (size.height() - TOP - BOTTOM);
  }

  private static double clamp(double place) {
    return Math.min(1, Math.max(0, place));
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    svg.empty("line", "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
  }

  private void label(String style, double at, double top, String anchor, String text) {
    svg.element("text", text, "class", style, "x", at, "y", top, "text-anchor", anchor);
  }

  /**
   * Level steps that end at points and rise or fall where they begin, so that the area below is the
   * sum of each step's width times its height.
   */
  Plot steps(String style, List<Point> points) {
    List<Point> corners = new ArrayList<>();
    double before = 0;
    for (Point point : points) {
      corners.add(new Point(point.threshold(), before, point.y()));
      corners.add(point);
      before = point.x();
    }
    return curve(style, corners);
  }

  /** A line through points. */
  Plot curve(String style, List<Point> points) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? "" : " ")
          .append(Markup.coordinate(left(point.x())))
          .append(',')
          .append(Markup.coordinate(top(point.y())));
    }
    svg.empty("polyline", "class", "curve " + style, "points", path.toString());
    return this;
  }

  /** A straight line from one corner to the other: what chance, or a perfect model, would give. */
  Plot diagonal() {
    line("reference", left(x.low()), top(y.low()), left(x.high()), top(y.high()));
    return this;
  }

  /** A level line. */
  Plot level(double value) {
    line("reference", LEFT, top(value), size.width() - RIGHT, top(value));
    return this;
  }

  /** A dot that tells its numbers when pointed at. */
  Plot dot(String style, double atX, double atY, double radius, String about) {
    svg.open("circle", "class", "dot " + style, "cx", left(atX), "cy", top(atY), "r", radius)
        .element("title", about)
        .close();
    return this;
  }

  /** A vertical line from a low to a high value. */
  Plot whisker(String style, double atX, double low, double high) {
    if (!Double.isNaN(low) && !Double.isNaN(high)) {
      line("whisker " + style, left(atX), top(low), left(atX), top(high));
    }
    return this;
  }

  /** A bar from the bottom up. */
  Plot bar(String style, double fromX, double toX, double height, String about) {
    double top = top(height);
    svg.open(
            "rect",
            "class",
            "bar " + style,
            "x",
            left(fromX),
            "y",
            top,
            "width",
            Math.max(0.5, left(toX) - left(fromX) - 1),
            "height",
            Math.max(0, size.height() - BOTTOM - top))
        .element("title", about)
        .close();
    return this;
  }

  /** The finished picture. */
  Markup done() {
    return svg.close();
  }
}
