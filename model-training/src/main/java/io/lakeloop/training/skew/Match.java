package io.lakeloop.training.skew;

import io.lakeloop.domain.Transaction;
import io.lakeloop.training.skew.Sighting.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what the lake and the log hold of one transaction id, and compares the features
 * bit for bit. Does not ask why they differ.
 *
 * <p>A logged row belongs to the record of its Kafka partition and offset; where the lake lacks
 * that record, to one of the same content, since a copy has the same features. Records of the same
 * content are one sighting, however often they were sent.
 */
final class Match {
  private static final int[] NO_FEATURES = {};
  private static final double[] NO_DIFFERENCES = {};

  private final List<LakeCopy> copies;
  private final List<LoggedRow> rows;
  private final boolean conflicting;

  private Match(List<LakeCopy> copies, List<LoggedRow> rows) {
    this.copies = new ArrayList<>(copies);
    this.copies.sort(
        Comparator.comparingLong(LakeCopy::ingestedAtMicros)
            .thenComparingInt(LakeCopy::partition)
            .thenComparingLong(LakeCopy::offset));
    this.rows = new ArrayList<>(rows);
    this.rows.sort(
        Comparator.comparingLong(LoggedRow::scoredAtMicros)
            .thenComparingInt(LoggedRow::partition)
            .thenComparingLong(LoggedRow::offset));
    Set<Transaction> contents = new HashSet<>();
    copies.forEach(copy -> contents.add(copy.transaction()));
    this.conflicting = contents.size() > 1;
  }

  /** The sightings of one id. */
  static List<Sighting> of(List<LakeCopy> copies, List<LoggedRow> rows) {
    return new Match(copies, rows).sightings();
  }

  private List<Sighting> sightings() {
    List<Sighting> sightings = new ArrayList<>();
    Map<Transaction, LakeCopy> unseen = new LinkedHashMap<>();
    copies.forEach(copy -> unseen.putIfAbsent(copy.transaction(), copy));
    boolean first = true;
    for (LoggedRow row : rows) {
      Optional<LakeCopy> copy = copyOf(row);
      if (copy.isEmpty()) {
        if (row.values().length > 0) {
          sightings.add(logged(row, null, false));
        }
      } else {
        sightings.add(logged(row, copy.get(), first));
        unseen.remove(copy.get().transaction());
        first = false;
      }
    }
    boolean scored = !rows.isEmpty();
    for (LakeCopy copy : unseen.values()) {
      boolean missing = !scored && first && copy.values().length > 0;
      sightings.add(unscored(copy, missing ? Found.ONLY_IN_LAKE : Found.HISTORY, first));
      first = false;
    }
    return sightings;
  }

  private Optional<LakeCopy> copyOf(LoggedRow row) {
    Optional<LakeCopy> itself =
        copies.stream()
            .filter(c -> c.partition() == row.partition() && c.offset() == row.offset())
            .findFirst();
    return itself.or(
        () -> copies.stream().filter(c -> c.transaction().equals(row.transaction())).findFirst());
  }

  private Sighting logged(LoggedRow row, @Nullable LakeCopy copy, boolean first) {
    boolean compared = copy != null && copy.values().length > 0 && row.values().length > 0;
    int[] differing = NO_FEATURES;
    double[] differences = NO_DIFFERENCES;
    if (compared && copy != null) {
      differing = differing(row.values(), copy.values());
      differences = differences(row.values(), copy.values(), differing);
    }
    return new Sighting(
        row.transactionId(),
        row.eventTimeMicros(),
        row.customerId(),
        row.terminalId(),
        row.partition(),
        row.offset(),
        row.scoredAtMicros(),
        copy == null ? Found.ONLY_IN_LOG : compared ? Found.COMPARED : Found.HISTORY,
        first,
        conflicting,
        differing,
        differences);
  }

  private Sighting unscored(LakeCopy copy, Found found, boolean first) {
    Transaction transaction = copy.transaction();
    return new Sighting(
        transaction.transactionId(),
        transaction.eventTimeMicros(),
        transaction.customerId(),
        transaction.terminalId(),
        copy.partition(),
        copy.offset(),
        copy.ingestedAtMicros(),
        found,
        first,
        conflicting,
        NO_FEATURES,
        NO_DIFFERENCES);
  }

  private static int[] differing(double[] logged, double[] computed) {
    int[] differing = new int[logged.length];
    int count = 0;
    for (int i = 0; i < logged.length; i++) {
      // Every NaN is the same: a missing value.
      if (Double.doubleToLongBits(logged[i]) != Double.doubleToLongBits(computed[i])) {
        differing[count++] = i;
      }
    }
    return Arrays.copyOf(differing, count);
  }

  private static double[] differences(double[] logged, double[] computed, int[] differing) {
    double[] differences = new double[differing.length];
    for (int i = 0; i < differing.length; i++) {
      differences[i] = Math.abs(logged[differing[i]] - computed[differing[i]]);
    }
    return differences;
  }
}
