package io.lakeloop.feature;

import java.util.Arrays;

/**
 * The transactions of one key, sorted by event time and then id, as columns. Prefix sums beside
 * them make the sum over any range one subtraction; they wrap around at their width, which leaves
 * every difference that fits exact. Ranges are of positions, from inclusive, to exclusive.
 *
 * <p>Bare arrays because this is the hot loop: 32 bytes an event in {@code time, high, low, amount}
 * are the state, the other columns are derived from them and kept only when a feature needs them.
 */
final class EventColumns {
  static final int NOT_FOUND = -1;
  private static final int INITIAL_CAPACITY = 8;

  /** Up to here a scan of the ids is as fast as a hash look-up, and costs no memory. */
  private static final int SCANNED_IDS = 128;

  private boolean keepsSquares;
  private final BlockMaximum maximum = new BlockMaximum();
  private final IdFilter ids = new IdFilter();
  private long[] time = new long[INITIAL_CAPACITY];
  private long[] high = new long[INITIAL_CAPACITY];
  private long[] low = new long[INITIAL_CAPACITY];
  private long[] amount = new long[INITIAL_CAPACITY];
  private long[] sum = new long[INITIAL_CAPACITY + 1];
  private long[] squareHigh = new long[0];
  private long[] squareLow = new long[0];
  private int start;
  private int end;

  /** From now on {@link #sumOfSquares} will be asked for. */
  void keepSquares() {
    if (!keepsSquares) {
      keepsSquares = true;
      squareHigh = new long[time.length + 1];
      squareLow = new long[time.length + 1];
      deriveFrom(start);
    }
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  long time(int position) {
    return time[position];
  }

  EventId id(int position) {
    return new EventId(high[position], low[position]);
  }

  long amount(int position) {
    return amount[position];
  }

  boolean isAt(int position, long eventTime, EventId id) {
    return time[position] == eventTime && high[position] == id.high() && low[position] == id.low();
  }

  /** Puts an event in its place; the id must not be there yet. */
  int insert(long eventTime, EventId id, long eventAmount) {
    if (end == time.length) {
      makeRoom();
    }
    int position = rankPosition(eventTime, id);
    int behind = end - position;
    if (behind > 0) {
      System.arraycopy(time, position, time, position + 1, behind);
      System.arraycopy(high, position, high, position + 1, behind);
      System.arraycopy(low, position, low, position + 1, behind);
      System.arraycopy(amount, position, amount, position + 1, behind);
    }
    time[position] = eventTime;
    high[position] = id.high();
    low[position] = id.low();
    amount[position] = eventAmount;
    end++;
    deriveFrom(position);
    if (!ids.isEmpty()) {
      ids.add(id.high(), id.low());
    }
    return position;
  }

  void remove(int position) {
    int behind = end - position - 1;
    System.arraycopy(time, position + 1, time, position, behind);
    System.arraycopy(high, position + 1, high, position, behind);
    System.arraycopy(low, position + 1, low, position, behind);
    System.arraycopy(amount, position + 1, amount, position, behind);
    end--;
    deriveFrom(position);
  }

  private void deriveFrom(int position) {
    for (int i = position; i < end; i++) {
      sum[i + 1] = sum[i] + amount[i];
    }
    if (keepsSquares) {
      for (int i = position; i < end; i++) {
        long square = amount[i] * amount[i];
        squareLow[i + 1] = squareLow[i] + square;
        long carry = Long.compareUnsigned(squareLow[i + 1], square) < 0 ? 1 : 0;
        squareHigh[i + 1] = squareHigh[i] + Math.multiplyHigh(amount[i], amount[i]) + carry;
      }
    }
    maximum.update(amount, position, end);
  }

  /** Forgets the events of up to a time. Amortized constant: they are overwritten later. */
  void dropUpTo(long lastTime) {
    while (start < end && time[start] <= lastTime) {
      start++;
    }
    if (start == end && start > 0) {
      moveToFront();
    }
  }

  private void makeRoom() {
    if (start >= time.length / 2) {
      moveToFront();
      return;
    }
    int capacity = Math.addExact(time.length, Math.max(INITIAL_CAPACITY, time.length / 2));
    time = Arrays.copyOf(time, capacity);
    high = Arrays.copyOf(high, capacity);
    low = Arrays.copyOf(low, capacity);
    amount = Arrays.copyOf(amount, capacity);
    sum = Arrays.copyOf(sum, capacity + 1);
    if (keepsSquares) {
      squareHigh = Arrays.copyOf(squareHigh, capacity + 1);
      squareLow = Arrays.copyOf(squareLow, capacity + 1);
    }
  }

  private void moveToFront() {
    int size = end - start;
    System.arraycopy(time, start, time, 0, size);
    System.arraycopy(high, start, high, 0, size);
    System.arraycopy(low, start, low, 0, size);
    System.arraycopy(amount, start, amount, 0, size);
    start = 0;
    end = size;
    deriveFrom(0);
    ids.clear();
  }

  /** Where an id stands, or {@link #NOT_FOUND}. */
  int find(EventId id) {
    if (end - start > SCANNED_IDS) {
      if (ids.isEmpty()) {
        ids.reset(2 * (end - start));
        for (int i = start; i < end; i++) {
          ids.add(high[i], low[i]);
        }
      }
      if (!ids.mayContain(id.high(), id.low())) {
        return NOT_FOUND;
      }
    }
    for (int i = end - 1; i >= start; i--) {
      if (low[i] == id.low() && high[i] == id.high()) {
        return i;
      }
    }
    return NOT_FOUND;
  }

  /** The position behind every event that is not after the given time and id. */
  int rankPosition(long eventTime, EventId id) {
    int to = timePosition(eventTime, end);
    int from = timePosition(eventTime - 1, to);
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (EventId.compare(high[middle], low[middle], id.high(), id.low()) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /**
   * The position behind every event of up to a time. Searched from a hint by steps that double:
   * constant when the hint is near, logarithmic at worst.
   */
  int timePosition(long lastTime, int hint) {
    int near = Math.min(Math.max(hint, start), end);
    int from = near;
    int to = near;
    if (near < end && time[near] <= lastTime) {
      for (int step = 1; to < end && time[to] <= lastTime; step <<= 1) {
        from = to + 1;
        to = Math.min(end, to + step);
      }
    } else {
      for (int step = 1; from > start && time[from - 1] > lastTime; step <<= 1) {
        to = from - 1;
        from = Math.max(start, from - step);
      }
    }
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (time[middle] <= lastTime) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Sum of the amounts of a range, exact while it is below 2^63 minor units. */
  long sum(int from, int to) {
    return sum[to] - sum[from];
  }

  /** Sum of the squared amounts of a range, exact while it is below 2^127. */
  Int128 sumOfSquares(int from, int to) {
    if (!keepsSquares) {
      throw new IllegalStateException("squares are not kept: no feature of this key needs them");
    }
    return new Int128(squareHigh[to], squareLow[to])
        .minus(new Int128(squareHigh[from], squareLow[from]));
  }

  /** Largest amount of a range that is not empty. */
  long maximum(int from, int to) {
    return maximum.of(amount, from, to);
  }

  /** Copies the amounts of a range. */
  void copyAmounts(int from, int to, long[] target) {
    System.arraycopy(amount, from, target, 0, to - from);
  }
}
