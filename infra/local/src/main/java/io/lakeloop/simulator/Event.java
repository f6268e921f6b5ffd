package io.lakeloop.simulator;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import org.jspecify.annotations.Nullable;

/** One event of the outside world, before anything happens to it on its way. */
public sealed interface Event {
  /** When it happens, UTC, microseconds since 1970. */
  long timeMicros();

  /**
   * A payment.
   *
   * @param transaction what the producer reports
   * @param fraud the kind of fraud that it truly is, null when genuine; known to the simulator
   *     alone
   */
  record Payment(Transaction transaction, @Nullable String fraud) implements Event {
    @Override
    public long timeMicros() {
      return transaction.eventTimeMicros();
    }
  }

  /**
   * A fraud report.
   *
   * @param report what is reported
   */
  record Report(FraudReport report) implements Event {
    @Override
    public long timeMicros() {
      return report.reportedAtMicros();
    }
  }
}
