package io.lakeloop.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Why a row got its score. Explains the model itself, before {@linkplain Calibration calibration}.
 *
 * @param unit the unit of the baseline and of every contribution
 * @param baseline what the model says of a row that it knows nothing about
 * @param contributions the features that moved the score, the strongest first; those that added
 *     nothing are left out
 */
public record Explanation(Unit unit, double baseline, List<Contribution> contributions) {
  /** What baseline and contributions are measured in. */
  public enum Unit {
    /**
     * The logarithm of the odds: the baseline and all contributions sum to the model's margin, of
     * which the score is the logistic function.
     */
    LOG_ODDS,
    /**
     * The score itself: the baseline and all contributions sum to it (before it is held in 0..1).
     */
    SCORE,
    /**
     * How much the score falls when this feature alone takes its usual value. Contributions do not
     * sum to the score, because features act together.
     */
    SCORE_WITHOUT_FEATURE,
    /** The score of each rule that fired; the highest is the row's. */
    RULE_SCORE,
    /**
     * The anomaly score of a Random Cut Forest, about 1 for an ordinary row; its parts sum to it.
     */
    ANOMALY_SCORE
  }

  /** Sorts the contributions. */
  public Explanation {
    List<Contribution> sorted = new ArrayList<>(contributions);
    sorted.removeIf(contribution -> contribution.amount() == 0);
    sorted.sort(
        Comparator.comparingDouble((Contribution each) -> -Math.abs(each.amount()))
            .thenComparing(Contribution::feature));
    contributions = List.copyOf(sorted);
  }

  /** Amounts by feature, in the order of a scorer's feature names. */
  static Explanation of(
      Unit unit, double baseline, List<String> names, double[] features, double[] amounts) {
    List<Contribution> contributions = new ArrayList<>();
    for (int f = 0; f < amounts.length; f++) {
      contributions.add(new Contribution(names.get(f), features[f], amounts[f]));
    }
    return new Explanation(unit, baseline, contributions);
  }

  /** The strongest contributions, at most {@code count}. */
  public List<Contribution> top(int count) {
    return contributions.subList(0, Math.min(count, contributions.size()));
  }
}
