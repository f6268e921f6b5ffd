package io.lakeloop.sql.function;

import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/**
 * {@code REASON_TEXT(reasons, count)}: the texts of an alert's weightiest reasons, divided by
 * semicolons. What weighs most is what added most to the score.
 */
public final class ReasonTextFunction extends ScalarFunction {
  private static final long serialVersionUID = 1L;
  private static final int CONTRIBUTION = 2;
  private static final int TEXT = 3;

  /** The texts of an alert's reasons; null of null. */
  public @Nullable String eval(
      @DataTypeHint("ARRAY<ROW<feature STRING, `value` DOUBLE, contribution DOUBLE, text STRING>>")
          Row @Nullable [] reasons,
      int count) {
    if (reasons == null) {
      return null;
    }
    return Stream.of(reasons)
        .sorted(Comparator.comparing(ReasonTextFunction::contribution).reversed())
        .limit(Math.max(count, 0))
        .map(reason -> String.valueOf(reason.getField(TEXT)))
        .collect(Collectors.joining("; "));
  }

  private static double contribution(Row reason) {
    return reason.getField(CONTRIBUTION) instanceof Double number ? number : 0;
  }
}
