package io.lakeloop.compaction.merge;

import org.apache.iceberg.FieldMetrics;

/**
 * Counts and bounds of a float or double column, which footers do not hold: Iceberg counts NaN and
 * leaves it out of bounds.
 */
final class FloatBounds {
  private final int fieldId;
  private final boolean single;
  private long values;
  private long nulls;
  private long nans;
  private double lower = Double.POSITIVE_INFINITY;
  private double upper = Double.NEGATIVE_INFINITY;

  /**
   * @param single whether the column is a float, not a double
   */
  FloatBounds(int fieldId, boolean single) {
    this.fieldId = fieldId;
    this.single = single;
  }

  void add(double value) {
    values++;
    if (Double.isNaN(value)) {
      nans++;
      return;
    }
    // Double.compare sets -0.0 below 0.0, as Iceberg's own writers do.
    if (Double.compare(value, lower) < 0) {
      lower = value;
    }
    if (Double.compare(value, upper) > 0) {
      upper = value;
    }
  }

  void addNull() {
    values++;
    nulls++;
  }

  void add(FloatBounds other) {
    values += other.values;
    nulls += other.nulls;
    nans += other.nans;
    if (Double.compare(other.lower, lower) < 0) {
      lower = other.lower;
    }
    if (Double.compare(other.upper, upper) > 0) {
      upper = other.upper;
    }
  }

  FieldMetrics<?> metrics() {
    if (values == nulls + nans) {
      return new FieldMetrics<>(fieldId, values, nulls, nans);
    }
    return single
        ? new FieldMetrics<>(fieldId, values, nulls, nans, (float) lower, (float) upper)
        : new FieldMetrics<>(fieldId, values, nulls, nans, lower, upper);
  }
}
