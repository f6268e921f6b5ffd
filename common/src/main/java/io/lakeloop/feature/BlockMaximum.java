package io.lakeloop.feature;

import java.util.Arrays;

/**
 * Maxima of blocks of 64 values, of 64 such blocks, and so on: the maximum of any range is found in
 * at most 128 steps a level, three levels for a quarter of a million values.
 */
final class BlockMaximum {
  private static final int SHIFT = 6;
  private static final int BLOCK = 1 << SHIFT;

  private long[][] levels = new long[0][];

  /** For each level, how many values of the one below its maxima are right for. */
  private int[] covered = new int[0];

  /** Takes over that values from a position up to the end have changed. */
  void update(long[] values, int from, int end) {
    long[] below = values;
    int belowFrom = from;
    int belowEnd = end;
    int level = 0;
    for (; belowEnd >= BLOCK; level++) {
      int blocks = (belowEnd + BLOCK - 1) >> SHIFT;
      long[] maxima = room(level, blocks);
      int firstBlock = Math.min(belowFrom, covered[level]) >> SHIFT;
      for (int block = firstBlock; block < blocks; block++) {
        maxima[block] = scan(below, block << SHIFT, Math.min(belowEnd, (block + 1) << SHIFT));
      }
      covered[level] = belowEnd;
      below = maxima;
      belowFrom = firstBlock;
      belowEnd = blocks;
    }
    for (; level < levels.length; level++) {
      covered[level] = Math.min(covered[level], belowFrom);
      belowFrom >>= SHIFT;
    }
  }

  private long[] room(int level, int blocks) {
    if (level == levels.length) {
      levels = Arrays.copyOf(levels, level + 1);
      levels[level] = new long[BLOCK];
      covered = Arrays.copyOf(covered, level + 1);
    }
    if (blocks > levels[level].length) {
      levels[level] = Arrays.copyOf(levels[level], blocks + levels[level].length / 2);
    }
    return levels[level];
  }

  /** The largest of the values in a range that is not empty, all of them updated. */
  long of(long[] values, int from, int to) {
    return of(values, 0, from, to);
  }

  private long of(long[] values, int level, int from, int to) {
    int firstBlock = (from + BLOCK - 1) >> SHIFT;
    int lastBlock = to >> SHIFT;
    if (firstBlock >= lastBlock) {
      return scan(values, from, to);
    }
    long maximum = of(levels[level], level + 1, firstBlock, lastBlock);
    maximum = Math.max(maximum, scan(values, from, firstBlock << SHIFT));
    return Math.max(maximum, scan(values, lastBlock << SHIFT, to));
  }

  private static long scan(long[] values, int from, int to) {
    long maximum = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      maximum = Math.max(maximum, values[i]);
    }
    return maximum;
  }
}
