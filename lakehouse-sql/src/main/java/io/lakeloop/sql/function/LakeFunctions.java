package io.lakeloop.sql.function;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Which functions there are, by the name that SQL calls them. */
public final class LakeFunctions {
  private static final Map<String, Class<?>> ALL =
      Collections.unmodifiableMap(
          new TreeMap<>(
              Map.of(
                  "ATTRIBUTION", AttributionFunction.class,
                  "FEATURE", FeatureValueFunction.class,
                  "REASON_TEXT", ReasonTextFunction.class,
                  "SCORE", ScoreFunction.class)));

  private LakeFunctions() {}

  /** Every function's class. */
  public static Map<String, Class<?>> all() {
    return ALL;
  }
}
