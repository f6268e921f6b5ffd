package io.lakeloop.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Declared rules, for when there is no model. A row's score is that of the highest rule that fires,
 * and 0 if none does; a rule whose feature is missing does not fire. An explanation names every
 * rule that fired, with its score and reason, the highest first.
 */
public final class RuleScorer implements Scorer {
  /** The most rules that a payload may have. */
  public static final int MAX_RULES = 1_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** How a feature's value is held against the threshold. */
  public enum Comparison {
    /** Value &gt; threshold. */
    ABOVE(">"),
    /** Value ≥ threshold. */
    AT_LEAST(">="),
    /** Value &lt; threshold. */
    BELOW("<"),
    /** Value ≤ threshold. */
    AT_MOST("<=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    /** The sign in a rule's JSON. */
    @JsonValue
    public String sign() {
      return sign;
    }

    boolean holds(double value, double threshold) {
      return switch (this) {
        case ABOVE -> value > threshold;
        case AT_LEAST -> value >= threshold;
        case BELOW -> value < threshold;
        case AT_MOST -> value <= threshold;
      };
    }
  }

  /**
   * One rule: {@code {"feature": "amount", "is": ">", "threshold": 220, "score": 0.9, "reason":
   * "…"}}.
   *
   * @param feature the feature that is asked for
   * @param comparison how it is compared
   * @param threshold in the feature's unit
   * @param score the score if it fires, between 0 and 1
   * @param reason what it says to people
   */
  public record Rule(
      String feature,
      @JsonProperty("is") Comparison comparison,
      double threshold,
      double score,
      String reason) {
    /** Checks the numbers. */
    public Rule {
      if (!Double.isFinite(threshold) || !(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException(
            "The rule on %s has the threshold %s and the score %s; the threshold must be a number and the score between 0 and 1"
                .formatted(feature, threshold, score));
      }
    }

    boolean fires(double value) {
      return comparison.holds(value, threshold);
    }
  }

  private final List<String> featureNames;
  private final List<Rule> rules;
  private final int[] columns;

  /**
   * Rules over some features.
   *
   * @throws IllegalArgumentException if a rule asks for a feature that is not named
   */
  public RuleScorer(List<String> featureNames, List<Rule> rules) {
    this.featureNames = List.copyOf(featureNames);
    this.rules = List.copyOf(rules);
    this.columns = rules.stream().mapToInt(rule -> featureNames.indexOf(rule.feature())).toArray();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] < 0) {
        throw new IllegalArgumentException(
            "A rule asks for the feature '%s'; the features are %s"
                .formatted(rules.get(i).feature(), featureNames));
      }
    }
  }

  /** Reads a list of rules. */
  static RuleScorer read(byte[] json, List<String> featureNames) throws ModelRefusedException {
    try {
      List<Rule> rules = JSON.readValue(json, new TypeReference<List<Rule>>() {});
      if (rules == null || rules.contains(null)) {
        throw ModelRefusedException.corrupt("The list of rules, or one of them, is null");
      }
      if (rules.size() > MAX_RULES) {
        throw ModelRefusedException.tooLarge("Rules", rules.size(), MAX_RULES);
      }
      return new RuleScorer(featureNames, rules);
    } catch (JsonProcessingException e) {
      throw unreadable(e, e.getOriginalMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(e, String.valueOf(e.getMessage()));
    }
  }

  private static ModelRefusedException unreadable(Exception cause, String message) {
    return new ModelRefusedException(
        ModelRefusedException.Reason.CORRUPT,
        "The rules cannot be read: %s; write a list of {feature, is, threshold, score, reason}"
            .formatted(message),
        cause);
  }

  /** Writes rules as the payload of an artifact. */
  public static byte[] write(List<Rule> rules) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(rules);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Rules could not be written as JSON", e);
    }
  }

  @Override
  public List<String> featureNames() {
    return featureNames;
  }

  @Override
  public double score(double[] features) {
    Rows.check(features, featureNames);
    double score = 0;
    for (int i = 0; i < columns.length; i++) {
      Rule rule = rules.get(i);
      if (rule.score() > score && rule.fires(features[columns[i]])) {
        score = rule.score();
      }
    }
    return score;
  }

  @Override
  public Explanation explain(double[] features) {
    Rows.check(features, featureNames);
    List<Contribution> fired = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      Rule rule = rules.get(i);
      double value = features[columns[i]];
      if (rule.fires(value)) {
        fired.add(new Contribution(rule.feature(), value, rule.score(), rule.reason()));
      }
    }
    return new Explanation(Explanation.Unit.RULE_SCORE, 0, fired);
  }
}
