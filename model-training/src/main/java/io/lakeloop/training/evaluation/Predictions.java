package io.lakeloop.training.evaluation;

import java.util.Arrays;

/**
 * Scored transactions whose truth is known, as columns: 25 bytes a row. Does not score.
 *
 * <p>Bare arrays because a bootstrap walks all rows some hundred times.
 */
public final class Predictions {
  private final double[] scores;
  private final boolean[] frauds;
  private final int[] cards;
  private final int[] days;
  private final long[] amounts;
  private final int fraudCount;

  private Predictions(Builder rows) {
    this.scores = Arrays.copyOf(rows.scores, rows.size);
    this.frauds = Arrays.copyOf(rows.frauds, rows.size);
    this.cards = Arrays.copyOf(rows.cards, rows.size);
    this.days = Arrays.copyOf(rows.days, rows.size);
    this.amounts = Arrays.copyOf(rows.amounts, rows.size);
    int count = 0;
    for (boolean fraud : frauds) {
      count += fraud ? 1 : 0;
    }
    this.fraudCount = count;
  }

  /** Takes rows in, in any order. */
  public static final class Builder {
    private double[] scores = new double[1024];
    private boolean[] frauds = new boolean[1024];
    private int[] cards = new int[1024];
    private int[] days = new int[1024];
    private long[] amounts = new long[1024];
    private int size;

    /**
     * Adds a row.
     *
     * @param score higher is more suspicious; not NaN
     * @param fraud the truth
     * @param card a number for the card holder, 0 or more; small numbers save memory
     * @param epochDay day of the transaction, days since 1970 (UTC)
     * @param amountMinorUnits what was paid
     */
    public Builder add(double score, boolean fraud, int card, int epochDay, long amountMinorUnits) {
      if (Double.isNaN(score) || card < 0) {
        throw new IllegalArgumentException(
            "score %s of card %d; give a number and a card of 0 or more".formatted(score, card));
      }
      if (size == scores.length) {
        int capacity = Math.addExact(size, size / 2);
        scores = Arrays.copyOf(scores, capacity);
        frauds = Arrays.copyOf(frauds, capacity);
        cards = Arrays.copyOf(cards, capacity);
        days = Arrays.copyOf(days, capacity);
        amounts = Arrays.copyOf(amounts, capacity);
      }
      scores[size] = score;
      frauds[size] = fraud;
      cards[size] = card;
      days[size] = epochDay;
      amounts[size] = amountMinorUnits;
      size++;
      return this;
    }

    /** The rows so far. */
    public Predictions build() {
      return new Predictions(this);
    }
  }

  /** Number of rows. */
  public int size() {
    return scores.length;
  }

  /** Number of frauds. */
  public int fraudCount() {
    return fraudCount;
  }

  /** A row's score. */
  public double score(int row) {
    return scores[row];
  }

  /** Whether a row is a fraud. */
  public boolean isFraud(int row) {
    return frauds[row];
  }

  /** A row's card. */
  public int card(int row) {
    return cards[row];
  }

  /** A row's day, days since 1970. */
  public int day(int row) {
    return days[row];
  }

  /** What was paid. */
  public long amountMinorUnits(int row) {
    return amounts[row];
  }

  /** The largest card number and one: the length of an array that has a place for each card. */
  public int cardLimit() {
    return Arrays.stream(cards).max().orElse(-1) + 1;
  }

  /** Sum of what the frauds amount to. */
  public long fraudAmountMinorUnits() {
    long sum = 0;
    for (int row = 0; row < size(); row++) {
      sum += frauds[row] ? amounts[row] : 0;
    }
    return sum;
  }

  /** The days that have rows, in order. */
  public int[] distinctDays() {
    return Arrays.stream(days).distinct().sorted().toArray();
  }

  /** The rows of the days from one up to and without another. */
  public Predictions ofDays(int fromEpochDay, int toEpochDay) {
    Builder part = new Builder();
    for (int row = 0; row < size(); row++) {
      if (days[row] >= fromEpochDay && days[row] < toEpochDay) {
        part.add(scores[row], frauds[row], cards[row], days[row], amounts[row]);
      }
    }
    return part.build();
  }

  /** Row numbers by score, highest first; equal scores in the order of rows. */
  int[] byDescendingScore() {
    long[] keys = new long[size()];
    // A double's bits in the order of its value, inverted, so that a plain sort of numbers does.
    for (int row = 0; row < keys.length; row++) {
      long bits = Double.doubleToLongBits(scores[row] == 0 ? 0.0 : scores[row]);
      keys[row] = ~(bits ^ ((bits >> 63) & Long.MAX_VALUE));
    }
    return Sorting.positions(keys);
  }
}
