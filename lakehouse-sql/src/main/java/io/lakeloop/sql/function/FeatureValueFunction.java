package io.lakeloop.sql.function;

import java.util.Map;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code FEATURE(features, name)}: a value of a map of features or scores, null where it has none.
 * Flink's own {@code features['name']} gives -1 then, since the tables say that values are never
 * null.
 */
public final class FeatureValueFunction extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  /** The value of a name; null when the map has none, or an argument is null. */
  public @Nullable Double eval(
      @DataTypeHint("MAP<STRING, DOUBLE>") @Nullable Map<String, Double> features,
      @Nullable String name) {
    return features == null || name == null ? null : features.get(name);
  }
}
