package io.lakeloop.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * Makes a model's score a probability: of the rows with a score of 0.3, three in ten are what the
 * model looks for. Never changes the order of two scores, though an isotonic one may make them
 * equal.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Calibration.None.class, name = "none"),
  @JsonSubTypes.Type(value = Calibration.Sigmoid.class, name = "sigmoid"),
  @JsonSubTypes.Type(value = Calibration.Isotonic.class, name = "isotonic")
})
public sealed interface Calibration {
  /** The most points that an isotonic calibration may have. */
  int MAX_POINTS = 10_000;

  /**
   * The calibrated score.
   *
   * @param score a model's score, between 0 and 1
   */
  double apply(double score);

  /** Leaves scores as they are. */
  record None() implements Calibration {
    @Override
    public double apply(double score) {
      return score;
    }
  }

  /**
   * A logistic curve over the score's log odds: {@code logistic(slope · logOdds(score) +
   * intercept)}.
   *
   * <p>Source: Platt: Probabilistic outputs for support vector machines, 1999. There, {@code a} is
   * {@code -slope} and {@code b} is {@code -intercept}.
   *
   * @param slope above 0
   * @param intercept any finite number
   */
  record Sigmoid(double slope, double intercept) implements Calibration {
    /** Checks both. */
    public Sigmoid {
      if (!(slope > 0 && slope < Double.POSITIVE_INFINITY) || !Double.isFinite(intercept)) {
        throw new IllegalArgumentException(
            "A sigmoid calibration has slope %s and intercept %s; the slope must be above 0 and both finite"
                .formatted(slope, intercept));
      }
    }

    @Override
    public double apply(double score) {
      return Logistic.probability(slope * Logistic.logOdds(score) + intercept);
    }
  }

  /**
   * Straight lines between points, level before the first and behind the last. Two points at one
   * score make a step; at the step itself, the second one counts.
   *
   * @param scores the points' scores, never falling
   * @param probabilities the points' probabilities, between 0 and 1, never falling
   */
  record Isotonic(List<Double> scores, List<Double> probabilities) implements Calibration {
    /** Checks the points. */
    public Isotonic {
      scores = List.copyOf(scores);
      probabilities = List.copyOf(probabilities);
      if (scores.isEmpty()
          || scores.size() != probabilities.size()
          || scores.size() > MAX_POINTS
          || !rises(scores)
          || !rises(probabilities)) {
        throw new IllegalArgumentException(
            "An isotonic calibration has %d scores and %d probabilities; it needs as many of both, 1 to %d, between 0 and 1, never falling"
                .formatted(scores.size(), probabilities.size(), MAX_POINTS));
      }
    }

    private static boolean rises(List<Double> values) {
      double last = 0;
      for (double value : values) {
        if (!(value >= last && value <= 1)) {
          return false;
        }
        last = value;
      }
      return true;
    }

    @Override
    public double apply(double score) {
      int right = firstAbove(score);
      if (right == 0) {
        return probabilities.get(0);
      }
      double fromScore = scores.get(right - 1);
      double from = probabilities.get(right - 1);
      if (right == scores.size() || score == fromScore) {
        return from;
      }
      double part = (score - fromScore) / (scores.get(right) - fromScore);
      return from + part * (probabilities.get(right) - from);
    }

    private int firstAbove(double score) {
      int low = 0;
      int high = scores.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (scores.get(middle) > score) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }
}
