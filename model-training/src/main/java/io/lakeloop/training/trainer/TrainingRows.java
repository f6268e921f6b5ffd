package io.lakeloop.training.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Transactions with their features and their truth, as columns and blocks of floats.
 *
 * <p>Memory: 4 bytes a feature and 17 bytes more for each row; with 40 features, 177 MB a million
 * rows. Blocks of rows, so that growing copies no features.
 */
public final class TrainingRows {
  private static final int BLOCK_SHIFT = 12;
  private static final int BLOCK_ROWS = 1 << BLOCK_SHIFT;

  private final List<String> featureNames;
  private final int width;
  private final List<float[]> blocks = new ArrayList<>();
  private boolean[] frauds = new boolean[BLOCK_ROWS];
  private int[] cards = new int[BLOCK_ROWS];
  private int[] days = new int[BLOCK_ROWS];
  private long[] amounts = new long[BLOCK_ROWS];
  private int size;

  /** No rows yet, of these features. */
  public TrainingRows(List<String> featureNames) {
    if (featureNames.isEmpty()) {
      throw new IllegalArgumentException("rows without a feature; name at least one");
    }
    this.featureNames = List.copyOf(featureNames);
    this.width = featureNames.size();
  }

  /**
   * Adds a row.
   *
   * @param features one value for each feature, NaN when missing; rounded to floats, as XGBoost
   *     takes them
   * @param fraud whether it is one, as far as is known
   * @param card a number for the card holder, 0 or more
   * @param epochDay day of the transaction, days since 1970 (UTC)
   * @param amountMinorUnits what was paid
   */
  public void add(double[] features, boolean fraud, int card, int epochDay, long amountMinorUnits) {
    if (features.length != width) {
      throw new IllegalArgumentException(
          "row of %d values for %d features; give one for each".formatted(features.length, width));
    }
    if (size == frauds.length) {
      int capacity = Math.addExact(size, size / 2);
      frauds = Arrays.copyOf(frauds, capacity);
      cards = Arrays.copyOf(cards, capacity);
      days = Arrays.copyOf(days, capacity);
      amounts = Arrays.copyOf(amounts, capacity);
    }
    if (size >>> BLOCK_SHIFT == blocks.size()) {
      blocks.add(new float[BLOCK_ROWS * width]);
    }
    float[] block = blocks.get(size >>> BLOCK_SHIFT);
    int at = start(size);
    for (double value : features) {
      block[at++] = (float) value;
    }
    frauds[size] = fraud;
    cards[size] = card;
    days[size] = epochDay;
    amounts[size] = amountMinorUnits;
    size++;
  }

  private int start(int row) {
    return (row & (BLOCK_ROWS - 1)) * width;
  }

  /** In the order of a row's values. */
  public List<String> featureNames() {
    return featureNames;
  }

  /** Number of rows. */
  public int size() {
    return size;
  }

  /** A value. */
  public float value(int row, int feature) {
    return blocks.get(row >>> BLOCK_SHIFT)[start(row) + feature];
  }

  /** Copies a row's values. */
  public void copy(int row, double[] target) {
    float[] block = blocks.get(row >>> BLOCK_SHIFT);
    int at = start(row);
    for (int i = 0; i < width; i++) {
      target[i] = block[at + i];
    }
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

  /** The numbers of the rows of the days from one up to and without another. */
  public int[] ofDays(int fromEpochDay, int toEpochDay) {
    return where(row -> days[row] >= fromEpochDay && days[row] < toEpochDay);
  }

  /** The numbers of the rows that a condition holds for. */
  public int[] where(IntPredicate condition) {
    return IntStream.range(0, size).filter(condition).toArray();
  }
}
