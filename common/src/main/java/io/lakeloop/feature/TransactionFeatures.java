package io.lakeloop.feature;

import io.lakeloop.domain.Transaction;
import java.util.List;

/**
 * Computes those features of a set that look at the transaction alone. Not for use by several
 * threads.
 */
public final class TransactionFeatures {
  private static final EventId NO_ID = new EventId(0, 0);

  private final Feature[] features;
  private final int[] slots;
  private final AsOf asOf = new AsOf(new long[0]);
  private final KeyHistory nothing = new KeyHistory();

  /** The set's features without a key. */
  public TransactionFeatures(FeatureSet set) {
    List<Feature> own = set.features().stream().filter(f -> f.key().isEmpty()).toList();
    this.features = own.toArray(Feature[]::new);
    this.slots = own.stream().mapToInt(set.features()::indexOf).toArray();
  }

  /** Puts the values into a vector of the set's length. */
  public void compute(Transaction transaction, double[] vector) {
    asOf.turnTo(nothing, NO_ID, transaction.eventTimeMicros(), transaction.amountMinorUnits());
    for (int i = 0; i < features.length; i++) {
      vector[slots[i]] = features[i].value(asOf);
    }
  }
}
