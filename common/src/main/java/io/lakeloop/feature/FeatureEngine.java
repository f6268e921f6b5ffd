package io.lakeloop.feature;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A feature set over one stream of events, all keys in this process's memory. Jobs spread the keys
 * over tasks instead, and compute by the same {@link KeyFeatures}. Not for use by several threads.
 */
public final class FeatureEngine {
  private final FeatureSet set;
  private final TransactionFeatures ofTransaction;
  private final List<Group> groups = new ArrayList<>();

  private record Group(EntityKey key, KeyFeatures features, Map<String, KeyHistory> histories) {
    KeyHistory history(String value) {
      return histories.computeIfAbsent(value, absent -> new KeyHistory());
    }
  }

  /** For a set, with events at most so much later than the latest of their keys. */
  public FeatureEngine(FeatureSet set, Duration maxLateness) {
    this.set = set;
    this.ofTransaction = new TransactionFeatures(set);
    for (EntityKey key : set.keys()) {
      groups.add(new Group(key, new KeyFeatures(set, key, maxLateness), new HashMap<>()));
    }
  }

  /**
   * Takes in a transaction. Whether it is a duplicate is for the first key to say: the same id with
   * another customer is another transaction.
   *
   * @return the values of its features, or null when its id is known already
   */
  public double @Nullable [] add(Transaction transaction) {
    double[] vector = set.newVector();
    ofTransaction.compute(transaction, vector);
    boolean duplicate = false;
    for (Group group : groups) {
      KeyHistory history = group.history(group.key().of(transaction));
      boolean isNew = group.features().add(history, transaction, vector);
      duplicate |= !isNew && group.key() == groups.get(0).key();
    }
    return duplicate ? null : vector;
  }

  /** Takes in a report. */
  public void add(FraudReport report) {
    for (Group group : groups) {
      group.features().add(group.history(group.key().of(report)), report);
    }
  }
}
