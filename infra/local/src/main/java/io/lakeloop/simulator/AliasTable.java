package io.lakeloop.simulator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * Draws an index by weight in constant time.
 *
 * <p>Source: Vose, "A linear algorithm for generating random numbers with a given distribution"
 * (1991).
 */
final class AliasTable {
  private final float[] threshold;
  private final int[] alias;

  /** A table over weights that are positive. */
  AliasTable(double[] weights) {
    int n = weights.length;
    threshold = new float[n];
    alias = new int[n];
    double sum = Arrays.stream(weights).sum();
    double[] scaled = Arrays.stream(weights).map(weight -> weight * n / sum).toArray();
    Deque<Integer> small = new ArrayDeque<>();
    Deque<Integer> large = new ArrayDeque<>();
    for (int i = 0; i < n; i++) {
      (scaled[i] < 1 ? small : large).push(i);
    }
    while (!small.isEmpty() && !large.isEmpty()) {
      int less = small.pop();
      int more = large.pop();
      threshold[less] = (float) scaled[less];
      alias[less] = more;
      scaled[more] += scaled[less] - 1;
      (scaled[more] < 1 ? small : large).push(more);
    }
    small.forEach(i -> threshold[i] = 1);
    large.forEach(i -> threshold[i] = 1);
  }

  int draw(SplittableRandom random) {
    int i = random.nextInt(threshold.length);
    return random.nextFloat() < threshold[i] ? i : alias[i];
  }
}
