package io.lakeloop.model;

/**
 * What one feature added to one score.
 *
 * @param feature the feature's name
 * @param value the feature's value in the row; NaN if it was missing
 * @param amount what it added, in the explanation's unit; negative if it lowered the score
 * @param reason a sentence for people where the model declares one, as rules do; else empty
 */
public record Contribution(String feature, double value, double amount, String reason) {
  Contribution(String feature, double value, double amount) {
    this(feature, value, amount, "");
  }
}
