package io.lakeloop.simulator;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;

/** Turns events into the bytes of the wire. */
public interface Encoder {
  /** The value of a payment's record. */
  byte[] encode(Transaction transaction);

  /** The value of a report's record. */
  byte[] encode(FraudReport report);
}
