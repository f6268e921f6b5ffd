package io.lakeloop.history;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Days as Iceberg filters. */
final class DayFilters {
  private DayFilters() {}

  /** The rows of days, in a table that has them in a column of times or of dates. */
  static Expression rowsOf(DayRanges days, Types.NestedField column) {
    boolean isDate = column.type().typeId() == Type.TypeID.DATE;
    Expression filter = Expressions.alwaysFalse();
    for (DayRanges.Range range : days.ranges()) {
      Expression from =
          isDate
              ? Expressions.greaterThanOrEqual(column.name(), range.from())
              : Expressions.greaterThanOrEqual(column.name(), range.fromMicros());
      Expression to =
          isDate
              ? Expressions.lessThan(column.name(), range.to())
              : Expressions.lessThan(column.name(), range.toMicros());
      filter = Expressions.or(filter, Expressions.and(from, to));
    }
    return filter;
  }
}
