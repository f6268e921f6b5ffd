package io.lakeloop.simulator;

import org.jspecify.annotations.Nullable;

/**
 * One record as it is handed to Kafka.
 *
 * @param stream which topic it goes to
 * @param key the customer's id
 * @param value the bytes, null for a record without value
 * @param timeMicros when it is sent, on the clock of event time, UTC, microseconds since 1970
 */
@SuppressWarnings(
    "ArrayRecordComponent") // handed to the producer as it is, hundreds of thousands a second
public record Message(Stream stream, String key, byte @Nullable [] value, long timeMicros) {
  /** The two kinds of events that the loop takes in. */
  public enum Stream {
    /** Payments. */
    TRANSACTIONS,
    /** Fraud reports. */
    FRAUD_REPORTS
  }
}
