package io.lakeloop.local;

import io.lakeloop.simulator.Disturbances;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.SimulatorSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** What simulated traffic looks like. */
final class TrafficOptions {
  @Option(
      names = "--customers",
      defaultValue = "5000",
      description = "Card holders (default: ${DEFAULT-VALUE}).")
  private int customers = 5000;

  @Option(
      names = "--terminals",
      defaultValue = "10000",
      description = "Terminals (default: ${DEFAULT-VALUE}).")
  private int terminals = 10_000;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed gives the same events (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--late-rate",
      defaultValue = "0.01",
      description = "Share of events sent late (default: ${DEFAULT-VALUE}).")
  private double lateRate = 0.01;

  @Option(
      names = "--max-delay",
      defaultValue = "60 s",
      description = "How late at most, in event time (default: ${DEFAULT-VALUE}).")
  private Duration maxDelay = Duration.ofSeconds(60);

  @Option(
      names = "--duplicate-rate",
      defaultValue = "0.01",
      description = "Share of events sent twice (default: ${DEFAULT-VALUE}).")
  private double duplicateRate = 0.01;

  @Option(
      names = "--malformed-rate",
      defaultValue = "0.001",
      description = "Records that cannot be used, per transaction (default: ${DEFAULT-VALUE}).")
  private double malformedRate = 0.001;

  /** The simulated world, at its beginning, with history at the population's own rate. */
  Simulator history(Instant start, Duration length) {
    return new Simulator(settings(start, length));
  }

  /** The simulated world at a fixed rate from its beginning on. */
  Simulator live(double ratePerSecond, Instant start, Duration length) {
    return new Simulator(settings(start, length).live(ratePerSecond, start, length));
  }

  private SimulatorSettings settings(Instant start, Duration length) {
    return SimulatorSettings.of(seed, start, length).withPopulation(customers, terminals);
  }

  /** What happens to history on its way. */
  Disturbances disturb(Simulator history) {
    return disturb(history, seed, maxDelay);
  }

  /**
   * What happens to live traffic on its way; late records are sent before a quarter of its time is
   * over again.
   */
  Disturbances disturbLive(Iterator<? extends Event> live, Duration length) {
    Duration quarter = length.dividedBy(4).plusMillis(1);
    return disturb(live, seed + 1, maxDelay.compareTo(quarter) < 0 ? maxDelay : quarter);
  }

  private Disturbances disturb(
      Iterator<? extends Event> events, long disturbanceSeed, Duration delay) {
    return new Disturbances(
        events,
        RecordPublisher.encoder(),
        new Disturbances.Rates(lateRate, delay, duplicateRate, malformedRate),
        disturbanceSeed);
  }
}
