package io.lakeloop.training.evaluation;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The protocol that the handbook's results are published by: training days end a delay before the
 * first test day, and cards that are known to be compromised are left out of the test.
 *
 * <p>With T the start of the week that ends a delay before the first test day: on test day k, from
 * 0, every customer is left out who had a fraud in [T, T+7), or on one of the days T+7−1+j, j = 0
 * to k. The test rows do not depend on how many days are trained on.
 *
 * <p>Source: Le Borgne et al., "Reproducible Machine Learning for Credit Card Fraud Detection",
 * chapters 3 and 5.
 *
 * @param testFromEpochDay first test day, days since 1970
 * @param testDays how many
 * @param delayDays from the last training day to the first test day, until reports are made
 */
public record HandbookProtocol(int testFromEpochDay, int testDays, int delayDays) {
  private static final int COMPROMISED_DAYS = 7;

  /** Checks the ranges. */
  public HandbookProtocol {
    if (testDays < 1 || delayDays < 0) {
      throw new IllegalArgumentException(
          "%d test days after a delay of %d days; give at least 1 day and a delay of 0 or more"
              .formatted(testDays, delayDays));
    }
  }

  /** The day behind the last one that may be trained on: labels of earlier days only are known. */
  public int trainingEndEpochDay() {
    return testFromEpochDay - delayDays;
  }

  /** The day behind the last test day. */
  public int testEndEpochDay() {
    return testFromEpochDay + testDays;
  }

  /** Which cards are left out on which test day. Take in every fraud first, then ask. */
  public Compromised compromised() {
    return new Compromised(this);
  }

  /** The cards that are known to be compromised, by test day. */
  public static final class Compromised {
    private final HandbookProtocol protocol;
    private final Map<Integer, BitSet> cardsByTestDay = new HashMap<>();

    private Compromised(HandbookProtocol protocol) {
      this.protocol = protocol;
    }

    /** Takes in a fraud of any day. */
    public void addFraud(int card, int epochDay) {
      int trainingEnd = protocol.trainingEndEpochDay();
      if (epochDay < trainingEnd - COMPROMISED_DAYS) {
        return;
      }
      // A fraud of day T+7-1+j is known from test day j on; one of the training week from the
      // first.
      int knownFrom = Math.max(0, epochDay - (trainingEnd - 1));
      for (int day = knownFrom; day < protocol.testDays(); day++) {
        cardsByTestDay.computeIfAbsent(day, absent -> new BitSet()).set(card);
      }
    }

    /** Whether a card's transactions of a test day are left out. */
    public boolean isLeftOut(int card, int epochDay) {
      BitSet cards = cardsByTestDay.get(epochDay - protocol.testFromEpochDay());
      return cards != null && cards.get(card);
    }

    /** Whether a row is one of the test. */
    public boolean isTested(int card, int epochDay) {
      return epochDay >= protocol.testFromEpochDay()
          && epochDay < protocol.testEndEpochDay()
          && !isLeftOut(card, epochDay);
    }
  }
}
