package io.lakeloop.adapter.avro;

import io.lakeloop.domain.RejectReason;

/** One record that cannot be used, with the reason code that its dead letter carries. */
public final class RejectedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  /** Message: what was found and what was expected, for a person reading the dead letter. */
  public RejectedRecordException(RejectReason reason, String message) {
    // No stack trace: the reason says it all, and a flood of bad records must stay cheap.
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The reason code. */
  public RejectReason reason() {
    return reason;
  }
}
