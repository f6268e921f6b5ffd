package io.lakeloop.adapter.flink;

import static java.util.Objects.requireNonNull;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.EntityKey;
import org.jspecify.annotations.Nullable;

/**
 * A transaction or a fraud report on its way through the feature stages. Immutable but for the
 * array of values, which its owner fills and nobody changes later. Serialized by {@link
 * FeatureEventSerializer}.
 */
public final class FeatureEvent {
  private static final double[] NO_VALUES = {};

  private final @Nullable Transaction transaction;
  private final @Nullable FraudReport report;
  private final Origin origin;
  private final Marks marks;
  private final double[] values;

  /**
   * Where an event came from.
   *
   * @param partition Kafka partition
   * @param offset offset in the partition
   * @param arrivedAtMillis when the broker took it in, or for an event read from the lake when it
   *     was ingested; UTC, milliseconds since 1970
   */
  public record Origin(int partition, long offset, long arrivedAtMillis) {}

  /**
   * What was found out about an event on its way.
   *
   * @param history it only adds to what is known: no features are asked for
   * @param duplicate a stage knew its id already
   * @param late a stage had seen a later event of its key
   */
  public record Marks(boolean history, boolean duplicate, boolean late) {
    static final Marks NONE = new Marks(false, false, false);
    static final Marks HISTORY = new Marks(true, false, false);
  }

  FeatureEvent(
      @Nullable Transaction transaction,
      @Nullable FraudReport report,
      Origin origin,
      Marks marks,
      double[] values) {
    this.transaction = transaction;
    this.report = report;
    this.origin = origin;
    this.marks = marks;
    this.values = values;
  }

  /** A transaction whose features are asked for. */
  public static FeatureEvent of(Transaction transaction, Origin origin) {
    return new FeatureEvent(transaction, null, origin, Marks.NONE, NO_VALUES);
  }

  /** A fraud report. */
  public static FeatureEvent of(FraudReport report, Origin origin) {
    return new FeatureEvent(null, report, origin, Marks.NONE, NO_VALUES);
  }

  /** The same event as history, which only adds to what is known. */
  public FeatureEvent asHistory() {
    return new FeatureEvent(transaction, report, origin, Marks.HISTORY, values);
  }

  FeatureEvent with(double[] newValues, boolean duplicate, boolean late) {
    Marks newMarks =
        new Marks(marks.history(), marks.duplicate() || duplicate, marks.late() || late);
    return new FeatureEvent(transaction, report, origin, newMarks, newValues);
  }

  /** Whether this is a transaction; else it is a report. */
  public boolean isTransaction() {
    return transaction != null;
  }

  /** The transaction of an event that is one. */
  public Transaction transaction() {
    return requireNonNull(transaction, "a fraud report is no transaction");
  }

  /** The report of an event that is one. */
  public FraudReport report() {
    return requireNonNull(report, "a transaction is no fraud report");
  }

  /** Where it came from. */
  public Origin origin() {
    return origin;
  }

  /** What was found out about it. */
  public Marks marks() {
    return marks;
  }

  /** The values of the feature set so far, NaN where missing; empty before the first stage. */
  public double[] values() {
    return values;
  }

  /** When it happened or was reported, UTC, microseconds since 1970. */
  public long timeMicros() {
    return transaction != null ? transaction.eventTimeMicros() : report().reportedAtMicros();
  }

  /** {@link #timeMicros} as Flink's timers count, rounded down. */
  public long timeMillis() {
    return Math.floorDiv(timeMicros(), 1000L);
  }

  /** Its value of a key. */
  public String key(EntityKey key) {
    return transaction != null ? key.of(transaction) : key.of(report());
  }
}
