package io.lakeloop.simulator;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * What fraudsters are up to: terminals and cards in their hands, and payments they have planned.
 */
final class FraudEpisodes {
  static final String LARGE_AMOUNT = "large_amount";
  static final String COMPROMISED_TERMINAL = "compromised_terminal";
  static final String STOLEN_CARD = "stolen_card";
  static final String CARD_TESTING = "card_testing";

  private static final long DAY = 86_400_000_000L;
  private static final long TERMINAL_EPISODE = 28 * DAY;
  private static final long CARD_EPISODE = 14 * DAY;
  private static final long TESTING_SECONDS = 600;

  private final SimulatorSettings.FraudLevels levels;
  private final Population population;
  private final SplittableRandom random;
  private final Map<Integer, Long> terminalUntil = new HashMap<>();
  private final Map<Integer, Long> cardUntil = new HashMap<>();
  private final PriorityQueue<Planned> planned = new PriorityQueue<>();

  /** A payment that will be made. */
  record Planned(long timeMicros, int customer, int terminal, long amountMinorUnits)
      implements Comparable<Planned> {
    @Override
    public int compareTo(Planned other) {
      return Long.compare(timeMicros, other.timeMicros);
    }
  }

  FraudEpisodes(
      SimulatorSettings.FraudLevels levels, Population population, SplittableRandom random) {
    this.levels = levels;
    this.population = population;
    this.random = random;
  }

  /** Begins the episodes of a stretch of time and ends those that are over. */
  void advance(long fromMicros, long toMicros) {
    double days = (toMicros - fromMicros) / (double) DAY;
    end(terminalUntil, fromMicros);
    end(cardUntil, fromMicros);
    for (int n =
            Poisson.draw(levels.compromisedTerminals() * population.terminals() * days, random);
        n > 0;
        n--) {
      terminalUntil.put(random.nextInt(population.terminals()), fromMicros + TERMINAL_EPISODE);
    }
    for (int n = Poisson.draw(levels.stolenCards() * population.customers() * days, random);
        n > 0;
        n--) {
      cardUntil.put(random.nextInt(population.customers()), fromMicros + CARD_EPISODE);
    }
    for (int n = Poisson.draw(levels.cardTesting() * population.customers() * days, random);
        n > 0;
        n--) {
      planBurst(fromMicros + random.nextLong(Math.max(1, toMicros - fromMicros)));
    }
  }

  private static void end(Map<Integer, Long> until, long nowMicros) {
    Iterator<Long> ends = until.values().iterator();
    while (ends.hasNext()) {
      if (ends.next() <= nowMicros) {
        ends.remove();
      }
    }
  }

  /** Many small payments within minutes, then a large one. */
  private void planBurst(long startMicros) {
    int customer = random.nextInt(population.customers());
    int count = 6 + random.nextInt(10);
    for (int i = 0; i < count; i++) {
      long time = startMicros + random.nextLong(TESTING_SECONDS * 1_000_000);
      plan(time, customer, 50 + random.nextInt(250));
    }
    plan(
        startMicros + TESTING_SECONDS * 1_000_000 + random.nextLong(600_000_000L),
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

  boolean isCompromised(int terminal) {
    return !terminalUntil.isEmpty() && terminalUntil.containsKey(terminal);
  }

  /** A thief makes every third payment of a stolen card. */
  boolean isThief(int customer) {
    return !cardUntil.isEmpty() && cardUntil.containsKey(customer) && random.nextInt(3) == 0;
  }

  boolean isLargeAmount() {
    return random.nextDouble() < levels.largeAmount();
  }

  /** Active episodes and planned payments: what this object's memory is proportional to. */
  int size() {
    return terminalUntil.size() + cardUntil.size() + planned.size();
  }
}
