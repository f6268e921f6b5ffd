package io.lakeloop.simulator;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * What fraudsters are up to: terminals and cards in their hands, and payments they have planned.
 * Begins as if it had gone on for ever, so that the first day sees as much fraud as any other.
 */
final class FraudEpisodes {
  static final String LARGE_AMOUNT = "large_amount";
  static final String COMPROMISED_TERMINAL = "compromised_terminal";
  static final String STOLEN_CARD = "stolen_card";
  static final String CARD_TESTING = "card_testing";

  private static final long TERMINAL_EPISODE = micros(FraudMix.TERMINAL_EPISODE);
  private static final long CARD_EPISODE = micros(FraudMix.CARD_EPISODE);
  private static final long TESTING = 180_000_000L;
  private static final long PAUSE_AFTER_TESTING = 120_000_000L;
  private static final int FEWEST_TESTS = 6;
  private static final int MOST_TESTS = 15;
  private static final double MEAN_BURST = (FEWEST_TESTS + MOST_TESTS) / 2.0 + 1;

  private final Population population;
  private final SplittableRandom random;
  private final long[] terminalUntil;
  private final long[] cardUntil;
  private final PriorityQueue<Planned> planned = new PriorityQueue<>();
  private FraudMix mix = FraudMix.none();

  /** A payment that will be made. */
  record Planned(long timeMicros, int customer, int terminal, long amountMinorUnits)
      implements Comparable<Planned> {
    @Override
    public int compareTo(Planned other) {
      return Long.compare(timeMicros, other.timeMicros);
    }
  }

  FraudEpisodes(Population population, SplittableRandom random) {
    this.population = population;
    this.random = random;
    this.terminalUntil = new long[population.terminals()];
    this.cardUntil = new long[population.customers()];
  }

  private static long micros(Duration duration) {
    return duration.toMillis() * 1000;
  }

  /**
   * Begins the episodes of a stretch of time.
   *
   * @param ordinaryPayments payments in it that are not planned by fraudsters
   */
  void advance(FraudMix newMix, long fromMicros, long toMicros, int ordinaryPayments) {
    if (!newMix.hasEpisodesOf(mix)) {
      drawUnderWay(terminalUntil, newMix.compromisedTerminal(), TERMINAL_EPISODE, fromMicros);
      drawUnderWay(cardUntil, cardShare(newMix), CARD_EPISODE, fromMicros);
    }
    mix = newMix;
    double stretch = toMicros - fromMicros;
    begin(terminalUntil, mix.compromisedTerminal(), TERMINAL_EPISODE, stretch, fromMicros);
    begin(cardUntil, cardShare(mix), CARD_EPISODE, stretch, fromMicros);
    double testing = mix.cardTesting() / (1 - mix.cardTesting());
    for (int n = Poisson.draw(ordinaryPayments * testing / MEAN_BURST, random); n > 0; n--) {
      planBurst(fromMicros + random.nextLong(toMicros - fromMicros));
    }
  }

  private static double cardShare(FraudMix mix) {
    return mix.stolenCard() / FraudMix.THIEF_PART;
  }

  /** Those that would be under way had the share held for ever. */
  private void drawUnderWay(long[] until, double share, long episode, long nowMicros) {
    for (int i = 0; i < until.length; i++) {
      until[i] = random.nextDouble() < share ? nowMicros + random.nextLong(episode) : 0;
    }
  }

  private void begin(
      long[] until, double share, long episode, double stretchMicros, long nowMicros) {
    double mean = share * until.length * stretchMicros / episode;
    for (int n = Poisson.draw(mean, random); n > 0; n--) {
      until[random.nextInt(until.length)] = nowMicros + episode;
    }
  }

  /** Many small payments within minutes on many terminals, then a large one. */
  private void planBurst(long startMicros) {
    int customer = random.nextInt(population.customers());
    int tests = random.nextInt(FEWEST_TESTS, MOST_TESTS + 1);
    for (int i = 0; i < tests; i++) {
      plan(startMicros + random.nextLong(TESTING), customer, 50 + random.nextInt(250));
    }
    plan(
        startMicros + TESTING + random.nextLong(PAUSE_AFTER_TESTING),
        customer,
        15_000 + random.nextInt(45_000));
  }

  private void plan(long timeMicros, int customer, long amount) {
    planned.add(new Planned(timeMicros, customer, random.nextInt(population.terminals()), amount));
  }

  /** Whether a planned payment is due before a time. */
  boolean hasPlannedBefore(long timeMicros) {
    Planned next = planned.peek();
    return next != null && next.timeMicros() < timeMicros;
  }

  /** Takes the next planned payment. */
  Planned takePlanned() {
    return planned.remove();
  }

  boolean isCompromised(int terminal, long timeMicros) {
    return terminalUntil[terminal] > timeMicros;
  }

  /** Whether it is the thief of a stolen card who pays, and not the customer. */
  boolean isThief(int customer, long timeMicros) {
    return cardUntil[customer] > timeMicros && random.nextDouble() < FraudMix.THIEF_PART;
  }

  boolean isLargeAmount() {
    return random.nextDouble() < mix.largeAmount();
  }

  /** What a thief pays in place of a usual amount. */
  long thiefAmount(long usualMinorUnits) {
    return Math.max(1, Math.round(usualMinorUnits * mix.stolenCardFactor()));
  }

  /** Planned payments: what this object's memory is proportional to, beside the population. */
  int plannedCount() {
    return planned.size();
  }
}
