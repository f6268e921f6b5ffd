package io.lakeloop.training.trainer;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Transactions with their features and their truth, as columns and blocks of floats.
 *
 * <p>Memory: 29 bytes a row on the heap, and 4 bytes a feature where the caller says: on the heap
 * too, or in a mapped file. With 40 features, 189 MB a million rows. Blocks of rows, so that
 * growing copies no features.
 */
public final class TrainingRows {
  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);
  private static final int BLOCK_SHIFT = 12;
  private static final int BLOCK_ROWS = 1 << BLOCK_SHIFT;

  private final List<String> featureNames;
  private final int width;
  private final IntFunction<FloatBuffer> storage;
  private final List<FloatBuffer> blocks;
  private boolean[] frauds = new boolean[BLOCK_ROWS];
  private float[] weights = new float[BLOCK_ROWS];
  private long[] times = new long[BLOCK_ROWS];
  private int[] cards = new int[BLOCK_ROWS];
  private int[] days = new int[BLOCK_ROWS];
  private long[] amounts = new long[BLOCK_ROWS];
  private int size;

  /** No rows yet, of these features; they will be on the heap. */
  public TrainingRows(List<String> featureNames) {
    this(featureNames, FloatBuffer::allocate);
  }

  /**
   * No rows yet, of these features.
   *
   * @param storage gives room for so many floats
   */
  public TrainingRows(List<String> featureNames, IntFunction<FloatBuffer> storage) {
    if (featureNames.isEmpty()) {
      throw new IllegalArgumentException("rows without a feature; name at least one");
    }
    this.featureNames = List.copyOf(featureNames);
    this.width = featureNames.size();
    this.storage = storage;
    this.blocks = new ArrayList<>();
  }

  private TrainingRows(TrainingRows rows, boolean[] frauds) {
    this.featureNames = rows.featureNames;
    this.width = rows.width;
    this.storage = rows.storage;
    this.blocks = rows.blocks;
    this.frauds = frauds;
    this.weights = rows.weights;
    this.times = rows.times;
    this.cards = rows.cards;
    this.days = rows.days;
    this.amounts = rows.amounts;
    this.size = rows.size;
  }

  /** The same rows with other truth; neither may take in more rows afterwards. */
  public TrainingRows relabelled(BitSet otherFrauds) {
    boolean[] other = new boolean[frauds.length];
    otherFrauds.stream().forEach(row -> other[row] = true);
    return new TrainingRows(this, other);
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
    requireWidth(features.length);
    FloatBuffer block = nextBlock();
    int at = start(size);
    for (double value : features) {
      block.put(at++, (float) value);
    }
    add(fraud, card, epochDay, amountMinorUnits, epochDay * DAY_MICROS, 1);
  }

  /**
   * Adds a row that has a time and a weight.
   *
   * @param features one value for each feature, NaN when missing
   * @param fraud whether it is one, as far as is known
   * @param card a number for the card holder, 0 or more
   * @param amountMinorUnits what was paid
   * @param timeMicros event time, UTC, microseconds since 1970
   * @param weight what it counts in training, above 0
   */
  public void add(
      float[] features,
      boolean fraud,
      int card,
      long amountMinorUnits,
      long timeMicros,
      float weight) {
    requireWidth(features.length);
    nextBlock().put(start(size), features);
    int day = Math.toIntExact(Math.floorDiv(timeMicros, DAY_MICROS));
    add(fraud, card, day, amountMinorUnits, timeMicros, weight);
  }

  private void requireWidth(int values) {
    if (values != width) {
      throw new IllegalArgumentException(
          "row of %d values for %d features; give one for each".formatted(values, width));
    }
  }

  private FloatBuffer nextBlock() {
    if (size >>> BLOCK_SHIFT == blocks.size()) {
      blocks.add(storage.apply(BLOCK_ROWS * width));
    }
    return blocks.get(size >>> BLOCK_SHIFT);
  }

  private void add(
      boolean fraud, int card, int day, long amountMinorUnits, long timeMicros, float weight) {
    if (size == frauds.length) {
      int capacity = Math.addExact(size, size / 2);
      frauds = Arrays.copyOf(frauds, capacity);
      cards = Arrays.copyOf(cards, capacity);
      days = Arrays.copyOf(days, capacity);
      amounts = Arrays.copyOf(amounts, capacity);
      times = Arrays.copyOf(times, capacity);
      weights = Arrays.copyOf(weights, capacity);
    }
    frauds[size] = fraud;
    cards[size] = card;
    days[size] = day;
    amounts[size] = amountMinorUnits;
    times[size] = timeMicros;
    weights[size] = weight;
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
    return blocks.get(row >>> BLOCK_SHIFT).get(start(row) + feature);
  }

  /** Copies a row's values. */
  public void copy(int row, double[] target) {
    FloatBuffer block = blocks.get(row >>> BLOCK_SHIFT);
    int at = start(row);
    for (int i = 0; i < width; i++) {
      target[i] = block.get(at + i);
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

  /** A row's event time, UTC, microseconds since 1970. */
  public long timeMicros(int row) {
    return times[row];
  }

  /** What a row counts in training. */
  public float weight(int row) {
    return weights[row];
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
