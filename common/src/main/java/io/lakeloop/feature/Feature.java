package io.lakeloop.feature;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One declared feature. Made by {@link Features}; two of equal definition have equal values. */
public final class Feature implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final @Nullable EntityKey key;
  private final List<Window> windows;
  private final String definition;
  private final String unit;
  private final String description;
  private final Calculation calculation;
  private final Needs needs;

  /** What a calculation asks for beyond counts and sums. */
  enum Needs {
    NOTHING_MORE,
    SQUARES,
    LABELS
  }

  /**
   * All that is said of a feature, but its name.
   *
   * @param windows every window that the calculation looks at, its own first
   */
  record Declaration(
      @Nullable EntityKey key,
      List<Window> windows,
      String definition,
      String unit,
      String description,
      Needs needs)
      implements Serializable {}

  Feature(String name, Declaration declaration, Calculation calculation) {
    this.name = name;
    this.key = declaration.key();
    this.windows = List.copyOf(declaration.windows());
    this.definition = declaration.definition();
    this.unit = declaration.unit();
    this.description = declaration.description();
    this.needs = declaration.needs();
    this.calculation = calculation;
  }

  /** The same feature by another name. */
  public Feature as(String newName) {
    return new Feature(
        newName, new Declaration(key, windows, definition, unit, description, needs), calculation);
  }

  /** Unique in its set; a column's name in tables. */
  public String name() {
    return name;
  }

  /** What its transactions are grouped by; none for a feature of the transaction alone. */
  public Optional<EntityKey> key() {
    return Optional.ofNullable(key);
  }

  /** From which time it takes transactions; none for a feature of the transaction alone. */
  public Optional<Window> window() {
    return windows.stream().findFirst();
  }

  /** Every window that its value depends on: its own, and that of a baseline. */
  public List<Window> windows() {
    return windows;
  }

  /** Whether its value depends on fraud reports. */
  public boolean usesReports() {
    return needs == Needs.LABELS;
  }

  /** The calculation as a formula; changes when the values change, and only then. */
  public String definition() {
    return definition;
  }

  /** Unit and range of the values. */
  public String unit() {
    return unit;
  }

  /** What it tells, for people. */
  public String description() {
    return description;
  }

  Needs needs() {
    return needs;
  }

  double value(AsOf asOf) {
    return calculation.value(asOf);
  }

  @Override
  public String toString() {
    return name + " = " + definition;
  }
}
