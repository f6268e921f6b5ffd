package io.lakeloop.training.skew;

import io.lakeloop.training.skew.Sighting.Found;
import java.util.Arrays;

/**
 * What has been counted so far; each array has a place for each feature of the set.
 *
 * @param compared rows whose features were compared
 * @param onlyInLog rows whose record the lake lacks
 * @param onlyInLake transactions without a scored row
 * @param different rows in which the feature differs
 * @param largest the largest difference, 0 when there is none; where one side is missing, there is
 *     no difference in numbers
 * @param late how many of the differences a late event explains
 * @param duplicate how many of the others a duplicate explains
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes them well; nobody changes them
public record Tally(
    long compared,
    long onlyInLog,
    long onlyInLake,
    long[] different,
    double[] largest,
    long[] late,
    long[] duplicate) {

  static Tally ofNothing(int features) {
    return new Tally(
        0, 0, 0, new long[features], new double[features], new long[features], new long[features]);
  }

  /** With a sighting more; why it differs is counted apart. */
  Tally with(Sighting sighting) {
    int[] differing = sighting.differing();
    long[] newDifferent = differing.length == 0 ? different : different.clone();
    double[] newLargest = differing.length == 0 ? largest : largest.clone();
    for (int i = 0; i < differing.length; i++) {
      newDifferent[differing[i]]++;
      double difference = sighting.differences()[i];
      if (difference > newLargest[differing[i]]) {
        newLargest[differing[i]] = difference;
      }
    }
    return new Tally(
        compared + (sighting.found() == Found.COMPARED ? 1 : 0),
        onlyInLog + (sighting.found() == Found.ONLY_IN_LOG ? 1 : 0),
        onlyInLake + (sighting.found() == Found.ONLY_IN_LAKE ? 1 : 0),
        newDifferent,
        newLargest,
        late,
        duplicate);
  }

  /** With the cause of one difference more. */
  Tally with(int feature, Cause cause) {
    return switch (cause) {
      case LATE_EVENT -> withCauses(oneMore(late, feature), duplicate);
      case DUPLICATE -> withCauses(late, oneMore(duplicate, feature));
      case NONE_KNOWN -> this;
    };
  }

  private Tally withCauses(long[] newLate, long[] newDuplicate) {
    return new Tally(compared, onlyInLog, onlyInLake, different, largest, newLate, newDuplicate);
  }

  private static long[] oneMore(long[] counts, int place) {
    long[] more = counts.clone();
    more[place]++;
    return more;
  }

  /** Both together. */
  Tally plus(Tally other) {
    double[] newLargest = largest.clone();
    Arrays.setAll(newLargest, i -> Math.max(largest[i], other.largest[i]));
    return new Tally(
        compared + other.compared,
        onlyInLog + other.onlyInLog,
        onlyInLake + other.onlyInLake,
        sum(different, other.different),
        newLargest,
        sum(late, other.late),
        sum(duplicate, other.duplicate));
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = a.clone();
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  /** Differences of a feature that nothing explains. */
  long noneKnown(int feature) {
    return different[feature] - late[feature] - duplicate[feature];
  }
}
