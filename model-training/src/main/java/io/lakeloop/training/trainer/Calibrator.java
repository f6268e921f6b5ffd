package io.lakeloop.training.trainer;

import io.lakeloop.model.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits what makes scores probabilities, from the scores and the truth of rows that the model was
 * not trained on.
 */
public final class Calibrator {
  private static final int MAX_STEPS = 100;
  private static final double CONVERGED = 1e-12;
  private static final double ARMIJO = 1e-4;
  private static final double SMALLEST_STEP = 1e-10;

  /** The nearest that a score comes to 0 or 1 before its log odds are taken. */
  private static final double EDGE = 0x1p-52;

  private Calibrator() {}

  /**
   * A logistic curve over the scores' log odds, by Newton's method. Its targets are a little inside
   * of 0 and 1, so that few rows make no extreme curve. When the scores say nothing, or the
   * contrary of the truth, the curve is as good as flat; it never falls.
   *
   * <p>Source: Lin, Lin, Weng: A note on Platt's probabilistic outputs for support vector machines,
   * Machine Learning 68, 2007.
   *
   * @throws IllegalArgumentException when there is not a row of each class
   */
  public static Calibration sigmoid(double[] scores, boolean[] frauds) {
    int positives = count(scores, frauds);
    double high = (positives + 1.0) / (positives + 2.0);
    double low = 1.0 / (scores.length - positives + 2.0);
    double[] odds = Arrays.stream(scores).map(Calibrator::logOdds).toArray();
    double slope = 0;
    double intercept = Math.log((positives + 1.0) / (scores.length - positives + 1.0));
    double loss = loss(odds, frauds, high, low, slope, intercept);
    for (int step = 0; step < MAX_STEPS; step++) {
      double gradientSlope = 0;
      double gradientIntercept = 0;
      double curveSlope = 1e-12;
      double curveBoth = 0;
      double curveIntercept = 1e-12;
      for (int i = 0; i < odds.length; i++) {
        double p = probability(slope * odds[i] + intercept);
        double error = p - (frauds[i] ? high : low);
        double weight = p * (1 - p);
        gradientSlope += odds[i] * error;
        gradientIntercept += error;
        curveSlope += odds[i] * odds[i] * weight;
        curveBoth += odds[i] * weight;
        curveIntercept += weight;
      }
      double determinant = curveSlope * curveIntercept - curveBoth * curveBoth;
      double stepSlope =
          -(curveIntercept * gradientSlope - curveBoth * gradientIntercept) / determinant;
      double stepIntercept =
          -(curveSlope * gradientIntercept - curveBoth * gradientSlope) / determinant;
      double descent = gradientSlope * stepSlope + gradientIntercept * stepIntercept;
      if (descent >= -CONVERGED * loss) {
        break;
      }
      double size = 2;
      double better;
      do {
        size /= 2;
        better =
            loss(
                odds,
                frauds,
                high,
                low,
                slope + size * stepSlope,
                intercept + size * stepIntercept);
      } while (!(better <= loss + ARMIJO * size * descent) && size > SMALLEST_STEP);
      slope += size * stepSlope;
      intercept += size * stepIntercept;
      loss = better;
    }
    return new Calibration.Sigmoid(Math.max(1e-6, slope), intercept);
  }

  private static double loss(
      double[] odds, boolean[] frauds, double high, double low, double slope, double intercept) {
    double sum = 0;
    for (int i = 0; i < odds.length; i++) {
      double at = slope * odds[i] + intercept;
      double target = frauds[i] ? high : low;
      // log(1 + exp(at)) - target * at, without overflow.
      sum += Math.max(at, 0) + Math.log1p(Math.exp(-Math.abs(at))) - target * at;
    }
    return sum;
  }

  /**
   * Steps that never fall, nearest to the truth by squares: pools of rows whose share of frauds
   * would fall otherwise. Joined by straight lines from pool to pool.
   *
   * <p>Source: Zadrozny, Elkan: Transforming classifier scores into accurate multiclass probability
   * estimates, 2002; pool adjacent violators.
   *
   * @throws IllegalArgumentException when there is not a row of each class
   */
  public static Calibration isotonic(double[] scores, boolean[] frauds) {
    count(scores, frauds);
    List<Integer> order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .toList();
    List<Pool> pools = new ArrayList<>();
    for (int row : order) {
      Pool pool = new Pool(scores[row], scores[row], 1, frauds[row] ? 1 : 0);
      while (!pools.isEmpty() && pools.get(pools.size() - 1).mustJoin(pool)) {
        pool = pools.remove(pools.size() - 1).join(pool);
      }
      pools.add(pool);
    }
    List<Double> points = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    int every = 1 + 2 * pools.size() / Calibration.MAX_POINTS;
    for (int i = 0; i < pools.size(); i += every) {
      Pool pool = pools.get(i);
      points.add(pool.fromScore);
      probabilities.add(pool.share());
      if (pool.toScore > pool.fromScore) {
        points.add(pool.toScore);
        probabilities.add(pool.share());
      }
    }
    return new Calibration.Isotonic(points, probabilities);
  }

  private record Pool(double fromScore, double toScore, int rows, int frauds) {
    double share() {
      return (double) frauds / rows;
    }

    boolean mustJoin(Pool next) {
      return toScore == next.fromScore || share() >= next.share();
    }

    Pool join(Pool next) {
      return new Pool(fromScore, next.toScore, rows + next.rows, frauds + next.frauds);
    }
  }

  private static int count(double[] scores, boolean[] frauds) {
    int positives = 0;
    for (boolean fraud : frauds) {
      positives += fraud ? 1 : 0;
    }
    if (scores.length != frauds.length || positives == 0 || positives == frauds.length) {
      throw new IllegalArgumentException(
          "calibration on %d scores and %d labels, %d of them fraud; give as many of both, with a fraud and a genuine one"
              .formatted(scores.length, frauds.length, positives));
    }
    return positives;
  }

  private static double logOdds(double score) {
    double held = Math.min(1 - EDGE, Math.max(EDGE, score));
    return Math.log(held / (1 - held));
  }

  private static double probability(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }
}
