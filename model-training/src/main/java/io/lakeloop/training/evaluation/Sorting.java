package io.lakeloop.training.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Sorts positions by keys, stable. */
final class Sorting {
  private Sorting() {}

  /** The positions of the keys, smallest key first, equal ones in their order. */
  static int[] positions(long[] keys) {
    Integer[] positions = IntStream.range(0, keys.length).boxed().toArray(Integer[]::new);
    Arrays.sort(positions, (a, b) -> Long.compare(keys[a], keys[b]));
    return Arrays.stream(positions).mapToInt(Integer::intValue).toArray();
  }
}
