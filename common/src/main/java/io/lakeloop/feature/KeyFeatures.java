package io.lakeloop.feature;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.Feature.Needs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Computes those features of a set that belong to one key, from a key's history into a vector of
 * the whole set. Not for use by several threads.
 */
public final class KeyFeatures {
  private final FeatureSet set;
  private final Feature[] features;
  private final int[] slots;
  private final long[] boundaries;
  private final long retainedMicros;
  private final boolean keepsSquares;
  private final boolean usesReports;
  private final AsOf asOf;

  /**
   * The features of a key.
   *
   * @param maxLateness how much later than the key's latest event an event may come and still find
   *     all that its features look at
   */
  public KeyFeatures(FeatureSet set, EntityKey key, Duration maxLateness) {
    List<Feature> ofKey = set.of(key);
    this.set = set;
    this.features = ofKey.toArray(Feature[]::new);
    this.slots = ofKey.stream().mapToInt(set.features()::indexOf).toArray();
    this.boundaries =
        ofKey.stream()
            .flatMap(feature -> feature.windows().stream())
            .flatMapToLong(w -> LongStream.of(w.delayMicros(), w.lookBackMicros()))
            .filter(distance -> distance > 0)
            .distinct()
            .toArray();
    this.retainedMicros =
        Math.addExact(
            LongStream.of(boundaries).max().orElse(0),
            TimeUnit.MILLISECONDS.toMicros(maxLateness.toMillis()));
    this.keepsSquares = ofKey.stream().anyMatch(feature -> feature.needs() == Needs.SQUARES);
    this.usesReports = set.usesReports(key);
    this.asOf = new AsOf(boundaries);
  }

  /**
   * Takes in a transaction of the key and computes its features.
   *
   * @param vector of the set's length, where this key's values are put
   * @return false when the transaction's id was known already; it counts once all the same
   */
  public boolean add(KeyHistory history, Transaction transaction, double[] vector) {
    history.prepare(retainedMicros, keepsSquares, boundaries.length);
    EventId id = EventId.of(transaction.transactionId());
    boolean isNew = history.add(id, transaction.eventTimeMicros(), transaction.amountMinorUnits());
    asOf.turnTo(history, id, transaction.eventTimeMicros(), transaction.amountMinorUnits());
    for (int i = 0; i < features.length; i++) {
      vector[slots[i]] = features[i].value(asOf);
    }
    return isNew;
  }

  /** Takes in a transaction of the key whose features are of no interest, such as older history. */
  public void addToHistory(KeyHistory history, Transaction transaction) {
    history.prepare(retainedMicros, keepsSquares, boundaries.length);
    history.add(
        EventId.of(transaction.transactionId()),
        transaction.eventTimeMicros(),
        transaction.amountMinorUnits());
  }

  /** Takes in a report on a transaction of the key, if a feature looks at reports. */
  public void add(KeyHistory history, FraudReport report) {
    if (usesReports) {
      history.addReport(
          EventId.of(report.transactionId()),
          report.transactionTimeMicros(),
          report.reportedAtMicros(),
          report.fraud());
    }
  }

  @Override
  public String toString() {
    return "%d features of %s".formatted(features.length, set.name());
  }
}
