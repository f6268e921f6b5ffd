package io.lakeloop.model;

import io.lakeloop.model.RuleScorer.Comparison;
import io.lakeloop.model.RuleScorer.Rule;
import java.util.List;

/**
 * What decides while no model is in force. Deliberately few and plain: they name what a person
 * would look at first.
 */
public final class FallbackRules {
  /** What rows and alerts say in the place of a model's version. */
  public static final String VERSION = "rules";

  /** Scores at or above are alerts. */
  public static final double ALERT_THRESHOLD = 0.5;

  private static final List<Rule> RULES =
      List.of(
          new Rule("TX_AMOUNT", Comparison.ABOVE, 220, 0.9, "the amount is above 220"),
          new Rule(
              "TERMINAL_ID_RISK_7DAY_WINDOW",
              Comparison.AT_LEAST,
              0.5,
              0.8,
              "at least half of the terminal's payments of a week were reported as fraud"),
          new Rule(
              "customer_abnormal_amounts_1d",
              Comparison.AT_LEAST,
              3,
              0.7,
              "three payments of a day are above three times the card's usual amount"));

  private FallbackRules() {}

  /**
   * The rules whose features are there.
   *
   * @param names the features of a row, in order
   */
  public static RuleScorer of(List<String> names) {
    return new RuleScorer(
        names, RULES.stream().filter(rule -> names.contains(rule.feature())).toList());
  }
}
