package io.lakeloop.simulator;

import java.time.Duration;

/**
 * How much fraud of each kind there is, as a share of payments. Shares hold for any population and
 * any rate: the simulator turns them into episodes.
 *
 * @param largeAmount single payments that are far above the customer's usual amounts
 * @param compromisedTerminal payments at a terminal in a fraudster's hands, {@link
 *     #TERMINAL_EPISODE} long
 * @param stolenCard payments by the thief of a card, {@link #CARD_EPISODE} long, beside the
 *     customer's own
 * @param stolenCardFactor how many times the customer's usual amount a thief pays
 * @param cardTesting payments that try a card number: a burst of small ones, then a large one
 */
public record FraudMix(
    double largeAmount,
    double compromisedTerminal,
    double stolenCard,
    double stolenCardFactor,
    double cardTesting) {
  /** How long a terminal stays compromised. */
  public static final Duration TERMINAL_EPISODE = Duration.ofDays(28);

  /** How long a stolen card is used. */
  public static final Duration CARD_EPISODE = Duration.ofDays(14);

  /** The part of a stolen card's payments that the thief makes; the customer makes the others. */
  static final double THIEF_PART = 1.0 / 3;

  private static final double MOST = 0.2;

  /** Checks the ranges. */
  public FraudMix {
    requireShare("large amount", largeAmount);
    requireShare("compromised terminal", compromisedTerminal);
    requireShare("stolen card", stolenCard);
    requireShare("card testing", cardTesting);
    if (!(stolenCardFactor > 0)) {
      throw new IllegalArgumentException(
          "stolen card factor is %s; give a number above 0".formatted(stolenCardFactor));
    }
  }

  private static void requireShare(String kind, double share) {
    if (!(share >= 0 && share <= MOST)) {
      throw new IllegalArgumentException(
          "%s is %s; give a share of payments from 0 to %s".formatted(kind, share, MOST));
    }
  }

  /** 0.9% of payments. */
  public static FraudMix standard() {
    return new FraudMix(0.001, 0.004, 0.003, 5, 0.001);
  }

  /** No fraud. */
  public static FraudMix none() {
    return new FraudMix(0, 0, 0, 1, 0);
  }

  /** Whether terminals and cards are attacked as often as in another mix. */
  boolean hasEpisodesOf(FraudMix other) {
    return compromisedTerminal == other.compromisedTerminal && stolenCard == other.stolenCard;
  }
}
