package io.lakeloop.simulator;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The customers and terminals of a simulated world. Memory is a few arrays of the population's
 * size, whatever the number of payments.
 */
final class Population {
  private static final double SIDE = 100;
  private static final double REACH = 5;
  private static final int CELLS = (int) (SIDE / REACH);
  private static final int FAVOURITES = 4;

  private final String[] customerIds;
  private final String[] terminalIds;
  private final float[] meanAmount;
  private final short[] homeCell;
  private final int[] favourites;
  private final int[] cellStart = new int[CELLS * CELLS + 1];
  private final int[] terminalsByCell;
  private final AliasTable byActivity;

  Population(int customers, int terminals, SplittableRandom random) {
    int[] terminalCell = new int[terminals];
    terminalIds = new String[terminals];
    for (int terminal = 0; terminal < terminals; terminal++) {
      terminalIds[terminal] = "P%07d".formatted(terminal);
      terminalCell[terminal] = random.nextInt(CELLS * CELLS);
      cellStart[terminalCell[terminal] + 1]++;
    }
    Arrays.parallelPrefix(cellStart, Integer::sum);
    terminalsByCell = new int[terminals];
    int[] next = cellStart.clone();
    for (int terminal = 0; terminal < terminals; terminal++) {
      terminalsByCell[next[terminalCell[terminal]]++] = terminal;
    }
    customerIds = new String[customers];
    meanAmount = new float[customers];
    homeCell = new short[customers];
    favourites = new int[customers * FAVOURITES];
    double[] activity = new double[customers];
    for (int customer = 0; customer < customers; customer++) {
      customerIds[customer] = "C%07d".formatted(customer);
      meanAmount[customer] = 500 + random.nextInt(9_500);
      activity[customer] = 0.05 + random.nextDouble();
      homeCell[customer] = (short) random.nextInt(CELLS * CELLS);
      for (int i = 0; i < FAVOURITES; i++) {
        favourites[customer * FAVOURITES + i] = terminalNear(homeCell[customer], random);
      }
    }
    byActivity = new AliasTable(activity);
  }

  int customers() {
    return customerIds.length;
  }

  int terminals() {
    return terminalIds.length;
  }

  String customerId(int customer) {
    return customerIds[customer];
  }

  String terminalId(int terminal) {
    return terminalIds[terminal];
  }

  /** A customer, the more often the more active. */
  int drawCustomer(SplittableRandom random) {
    return byActivity.draw(random);
  }

  /** A terminal where the customer pays: mostly a favourite, else one in reach of home. */
  int drawTerminal(int customer, SplittableRandom random) {
    int choice = random.nextInt(16);
    if (choice < 12) {
      // The first favourite takes half of these, the second a quarter, and so on.
      int rank = Math.min(FAVOURITES - 1, Integer.numberOfTrailingZeros(random.nextInt() | 8));
      return favourites[customer * FAVOURITES + rank];
    }
    return terminalNear(homeCell[customer], random);
  }

  private int terminalNear(int cell, SplittableRandom random) {
    for (int tries = 0; tries < 8; tries++) {
      int x = Math.floorMod(cell % CELLS + random.nextInt(3) - 1, CELLS);
      int y = Math.floorMod(cell / CELLS + random.nextInt(3) - 1, CELLS);
      int from = cellStart[y * CELLS + x];
      int count = cellStart[y * CELLS + x + 1] - from;
      if (count > 0) {
        return terminalsByCell[from + random.nextInt(count)];
      }
    }
    return random.nextInt(terminalIds.length);
  }

  /** A usual amount of the customer, in minor units, at least 1. */
  long drawAmount(int customer, SplittableRandom random) {
    double mean = meanAmount[customer];
    double amount = mean + random.nextGaussian() * mean / 2;
    if (amount < 1) {
      amount = 1 + random.nextDouble() * 2 * mean;
    }
    return Math.round(amount);
  }
}
