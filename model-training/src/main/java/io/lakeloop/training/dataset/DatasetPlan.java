package io.lakeloop.training.dataset;

import io.lakeloop.adapter.flink.LakeFeatures;
import io.lakeloop.feature.EventId;
import java.io.Serializable;

/**
 * Which rows a training set has, and how they are labelled.
 *
 * @param features the transactions, their features, and the snapshots that are read
 * @param knownAtMicros reports made before this time make the labels, UTC, microseconds since 1970
 * @param trialKnownAtMicros the same of the labels that the trial is trained on, earlier
 * @param sampledUntilMicros genuine transactions before this time are sampled; later ones are all
 *     taken, so that calibration and measurements see true shares
 * @param genuineShare share of the genuine transactions that is taken, above 0 and up to 1; each
 *     that is taken weighs its inverse
 * @param seed of the sample
 * @param dropCompromised whether transactions are left out whose card had a fraud reported before
 *     them
 */
public record DatasetPlan(
    LakeFeatures features,
    long knownAtMicros,
    long trialKnownAtMicros,
    long sampledUntilMicros,
    double genuineShare,
    long seed,
    boolean dropCompromised)
    implements Serializable {

  /** Checks the share. */
  public DatasetPlan {
    if (!(genuineShare > 0 && genuineShare <= 1)) {
      throw new IllegalArgumentException(
          "share of genuine transactions is %s; give more than 0 and up to 1"
              .formatted(genuineShare));
    }
  }

  /**
   * The weight of a genuine transaction, 0 when it is not in the sample. Depends on its id and the
   * seed alone.
   */
  float genuineWeight(String transactionId, long timeMicros) {
    if (genuineShare == 1 || timeMicros >= sampledUntilMicros) {
      return 1;
    }
    return share(transactionId, seed) < genuineShare ? (float) (1 / genuineShare) : 0;
  }

  /** An id's place between 0 and 1, as good as random for another seed. */
  static double share(String id, long seed) {
    EventId bits = EventId.of(id);
    long mixed = mix(mix(bits.high() ^ mix(seed)) ^ bits.low());
    return (mixed >>> 11) * 0x1p-53;
  }

  /** Source: Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
