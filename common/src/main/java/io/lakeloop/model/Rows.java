package io.lakeloop.model;

import java.util.List;

/** What every scorer asks of a row. */
final class Rows {
  private Rows() {}

  static void check(double[] features, List<String> names) {
    if (features.length != names.size()) {
      throw new IllegalArgumentException(
          "A row of %d values was scored by a model of %d features; give the values of %s"
              .formatted(features.length, names.size(), names));
    }
  }
}
