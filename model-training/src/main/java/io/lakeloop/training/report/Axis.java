package io.lakeloop.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * One axis of a plot.
 *
 * @param label what it measures
 * @param low its lowest value
 * @param high its highest value
 * @param scale where a value stands, before it is stretched over the axis
 * @param ticks values that get a line and a label
 */
record Axis(String label, double low, double high, DoubleUnaryOperator scale, List<Tick> ticks) {
  /** A value and what is written beside it. */
  record Tick(double value, String text) {}

  /** Shares from 0 to 1. */
  static Axis share(String label) {
    return new Axis(
        label, 0, 1, DoubleUnaryOperator.identity(), ticks("%.1f", 0, 0.2, 0.4, 0.6, 0.8, 1));
  }

  /** Shares from 0 to 1, with more room for small ones. */
  static Axis root(String label) {
    return new Axis(label, 0, 1, Math::sqrt, ticks("%.2f", 0, 0.05, 0.2, 0.4, 0.7, 1));
  }

  /** Counts from 1 on, by powers of ten. */
  static Axis counts(String label, double most) {
    List<Tick> ticks = new ArrayList<>();
    for (double count = 1; count <= Math.max(10, most); count *= 10) {
      ticks.add(new Tick(count, String.format(Locale.ROOT, "%,.0f", count)));
    }
    return new Axis(label, 0.7, Math.max(10, most), v -> Math.log(Math.max(v, 0.7)), ticks);
  }

  /** Places 0, 1, … with a name each; few enough names to be read are shown. */
  static Axis names(String label, List<String> names) {
    int every = 1 + (names.size() - 1) / 10;
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < names.size(); i += every) {
      ticks.add(new Tick(i, names.get(i)));
    }
    return new Axis(label, -0.5, names.size() - 0.5, DoubleUnaryOperator.identity(), ticks);
  }

  private static List<Tick> ticks(String format, double... values) {
    List<Tick> ticks = new ArrayList<>();
    for (double value : values) {
      ticks.add(new Tick(value, String.format(Locale.ROOT, format, value)));
    }
    return ticks;
  }

  /** Where a value stands: 0 at the low end, 1 at the high one. */
  double place(double value) {
    double from = scale.applyAsDouble(low);
    return (scale.applyAsDouble(value) - from) / (scale.applyAsDouble(high) - from);
  }
}
