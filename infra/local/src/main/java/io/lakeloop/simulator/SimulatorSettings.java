package io.lakeloop.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * The world that is simulated.
 *
 * @param seed the same seed and settings give the same events; the same seed and population give
 *     the same customers with the same habits, whatever the time
 * @param customers card holders, each with a home, a spending profile and favourite terminals
 * @param terminals terminals, spread over a square of 100 by 100
 * @param start first event time
 * @param length event time simulated
 * @param ratePerSecond payments per second, day and night; 0 for the population's own rate and
 *     rhythm
 * @param paymentsPerCustomerAndDay mean over customers, used when the rate is 0
 * @param fraud how much fraud of each kind, over time
 * @param reportDelay mean time from a fraud to its report
 * @param reportSpread reports come up to this much earlier or later
 * @param unreportedShare share of frauds that nobody reports
 * @param clearedShare share of genuine payments that are disputed and cleared
 */
public record SimulatorSettings(
    long seed,
    int customers,
    int terminals,
    Instant start,
    Duration length,
    double ratePerSecond,
    double paymentsPerCustomerAndDay,
    FraudPlan fraud,
    Duration reportDelay,
    Duration reportSpread,
    double unreportedShare,
    double clearedShare) {

  /** Checks the ranges. */
  public SimulatorSettings {
    require(customers > 0, "customers", customers, "at least 1");
    require(terminals > 0, "terminals", terminals, "at least 1");
    require(ratePerSecond >= 0, "rate", ratePerSecond, "0 or more");
    require(!length.isNegative(), "length", length, "0 or more");
    require(unreportedShare >= 0 && unreportedShare <= 1, "unreported", unreportedShare, "0 to 1");
    require(clearedShare >= 0 && clearedShare <= 1, "cleared", clearedShare, "0 to 1");
    require(reportSpread.compareTo(reportDelay) <= 0, "spread", reportSpread, "at most the delay");
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s; give %s".formatted(key, value, expected));
    }
  }

  /** 5,000 customers, 10,000 terminals, two payments a day each, reports after about a week. */
  public static SimulatorSettings of(long seed, Instant start, Duration length) {
    return new SimulatorSettings(
        seed,
        5_000,
        10_000,
        start,
        length,
        0,
        2,
        FraudPlan.always(FraudMix.standard()),
        Duration.ofDays(7),
        Duration.ofDays(2),
        0.05,
        0.0002);
  }

  /** The same world with another population. */
  public SimulatorSettings withPopulation(int newCustomers, int newTerminals) {
    return copy(seed, newCustomers, newTerminals, start, length, ratePerSecond, fraud);
  }

  /** Another world of the same kind. */
  public SimulatorSettings withSeed(long newSeed) {
    return copy(newSeed, customers, terminals, start, length, ratePerSecond, fraud);
  }

  /** The same world with other fraud. */
  public SimulatorSettings withFraud(FraudPlan newFraud) {
    return copy(seed, customers, terminals, start, length, ratePerSecond, newFraud);
  }

  /** The same world at a fixed rate, over another time. */
  public SimulatorSettings live(double newRatePerSecond, Instant newStart, Duration newLength) {
    return copy(seed, customers, terminals, newStart, newLength, newRatePerSecond, fraud);
  }

  private SimulatorSettings copy(
      long newSeed,
      int newCustomers,
      int newTerminals,
      Instant newStart,
      Duration newLength,
      double newRatePerSecond,
      FraudPlan newFraud) {
    return new SimulatorSettings(
        newSeed,
        newCustomers,
        newTerminals,
        newStart,
        newLength,
        newRatePerSecond,
        paymentsPerCustomerAndDay,
        newFraud,
        reportDelay,
        reportSpread,
        unreportedShare,
        clearedShare);
  }
}
