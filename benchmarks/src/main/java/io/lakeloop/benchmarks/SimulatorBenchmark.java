package io.lakeloop.benchmarks;

import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.SimulatorSettings;
import java.time.Duration;
import java.time.Instant;

/**
 * How many transactions a second the simulator makes on one core, into memory, and how much heap is
 * in use while it does.
 *
 * <p>Run: {@code ./benchmarks/run SimulatorBenchmark [TRANSACTIONS]}
 */
public final class SimulatorBenchmark {
  private SimulatorBenchmark() {}

  /** Argument: transactions a round, by default ten million. */
  public static void main(String[] args) {
    long count = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
    for (int round = 1; round <= 3; round++) {
      Simulator simulator =
          new Simulator(
              SimulatorSettings.of(
                  round, Instant.parse("2020-01-01T00:00:00Z"), Duration.ofDays(36_500)));
      long start = System.nanoTime();
      long checksum = 0;
      long made = 0;
      while (made < count) {
        checksum += simulator.next().timeMicros();
        made++;
        if (made == count / 10 || made == count) {
          System.gc();
          Runtime runtime = Runtime.getRuntime();
          System.out.printf(
              "round %d: %,d events, heap in use %d MiB, %d reports and planned payments pending%n",
              round,
              made,
              (runtime.totalMemory() - runtime.freeMemory()) >> 20,
              simulator.pendingCount());
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "round %d: %,.0f events/s (checksum %x)%n", round, count / seconds, checksum);
    }
  }
}
