package io.lakeloop.training.quality;

import io.lakeloop.training.evaluation.Comparison;
import io.lakeloop.training.evaluation.Estimate;
import io.lakeloop.training.evaluation.Predictions;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * When a champion has to go: when its average precision is below its predecessor's by more than a
 * margin, and by {@value #STANDARD_ERRORS} standard errors more. The standard error is that of a
 * bootstrap that draws the same cards for both.
 *
 * <p>A 95% interval would not do here: the watch looks again and again, at nearly the same rows,
 * and each look is a chance to be wrong. {@value #STANDARD_ERRORS} standard errors are exceeded by
 * chance about once in a thousand independent looks. Pure.
 *
 * @param margin between 0 and 1
 * @param fewestFrauds frauds, and cards with fraud, below which nothing is decided
 */
public record WatchRule(double margin, int fewestFrauds) {
  /** How far beyond the margin, in standard errors of the difference. */
  static final double STANDARD_ERRORS = 3.1;

  private static final int REPLICATES = 400;

  /** The width of a 95% interval in standard errors. */
  private static final double INTERVAL = 2 * 1.96;

  /** Checks the limits. */
  public WatchRule {
    if (!(margin >= 0 && margin < 1) || fewestFrauds < 1) {
      throw new IllegalArgumentException(
          "margin is %s and fewest frauds %d; give a margin of 0 or more, below 1, and 1 fraud or more"
              .formatted(margin, fewestFrauds));
    }
  }

  /** What follows. */
  public enum Action {
    /** The champion is worse beyond chance. */
    ROLL_BACK,
    /** It is not. */
    KEEP,
    /** Nobody can tell yet. */
    WAIT
  }

  /**
   * A judgement.
   *
   * @param action what follows
   * @param difference average precision of the champion less its predecessor's; NaN when there is
   *     too little to tell
   * @param finding one sentence for people, with the numbers
   */
  public record Judgement(Action action, Estimate difference, String finding) {}

  /**
   * Compares the two.
   *
   * @param champion live scores
   * @param predecessor shadow scores of the same rows in the same order
   * @param random where the bootstrap draws from; seeded by the caller
   */
  public Judgement judge(Predictions champion, Predictions predecessor, RandomGenerator random) {
    long cards =
        IntStream.range(0, champion.size())
            .filter(champion::isFraud)
            .map(champion::card)
            .distinct()
            .count();
    int frauds = champion.fraudCount();
    if (frauds < fewestFrauds || cards < fewestFrauds || frauds == champion.size()) {
      return new Judgement(
          Action.WAIT,
          new Estimate(Double.NaN, Double.NaN, Double.NaN),
          "%d transactions that both scored have known labels, with %d frauds of %d cards; at least %d of each are needed"
              .formatted(champion.size(), frauds, cards, fewestFrauds));
    }
    Estimate difference = Comparison.averagePrecision(champion, predecessor, REPLICATES, random);
    double error = (difference.high() - difference.low()) / INTERVAL;
    double atBest = difference.value() + STANDARD_ERRORS * error;
    boolean worse = atBest < -margin;
    return new Judgement(
        worse ? Action.ROLL_BACK : Action.KEEP,
        difference,
        String.format(
            Locale.ROOT,
            "on %,d transactions with %d frauds of %d cards its average precision less its predecessor's is %+.4f (95%% interval %+.4f to %+.4f); %.1f standard errors better it would be %+.4f, %s the limit of -%.4f",
            champion.size(),
            frauds,
            cards,
            difference.value(),
            difference.low(),
            difference.high(),
            STANDARD_ERRORS,
            atBest,
            worse ? "still below" : "not below",
            margin));
  }
}
