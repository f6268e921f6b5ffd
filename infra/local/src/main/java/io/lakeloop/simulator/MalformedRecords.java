package io.lakeloop.simulator;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.RecordRules;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes records that cannot be used, of every kind that a producer is able to send. */
final class MalformedRecords {
  private static final int OVERSIZED_BYTES = (1 << 20) + 1;
  private static final int RANDOM_BYTES = 64;
  private static final String TOO_LONG_ID = "X".repeat(RecordRules.MAX_ID_LENGTH + 1);
  private static final long FAR_FUTURE_MICROS = Long.MAX_VALUE / 2;

  private final Encoder encoder;
  private final SplittableRandom random;

  /** What is wrong with a record. */
  private enum Kind {
    NULL_VALUE(RejectReason.NULL_VALUE),
    EMPTY_VALUE(RejectReason.UNDECODABLE),
    RANDOM_BYTES(RejectReason.UNDECODABLE),
    TRUNCATED(RejectReason.UNDECODABLE),
    OVERSIZED(RejectReason.OVERSIZED),
    UNKNOWN_SCHEMA(RejectReason.UNKNOWN_SCHEMA),
    MISSING_ID(RejectReason.MISSING_ID),
    ID_TOO_LONG(RejectReason.ID_TOO_LONG),
    TIME_IN_FUTURE(RejectReason.TIME_IN_FUTURE),
    TIME_TOO_OLD(RejectReason.TIME_TOO_OLD),
    NEGATIVE_AMOUNT(RejectReason.NEGATIVE_AMOUNT),
    AMOUNT_OUT_OF_RANGE(RejectReason.AMOUNT_OUT_OF_RANGE);

    private static final Kind[] OF_PAYMENTS = values();
    private static final Kind[] OF_REPORTS =
        EnumSet.complementOf(EnumSet.of(NEGATIVE_AMOUNT, AMOUNT_OUT_OF_RANGE)).toArray(Kind[]::new);

    private final RejectReason reason;

    Kind(RejectReason reason) {
      this.reason = reason;
    }
  }

  /**
   * A record that cannot be used.
   *
   * @param reason why it will be rejected
   * @param value its bytes, or null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once
  record Malformed(RejectReason reason, byte @Nullable [] value) {}

  MalformedRecords(Encoder encoder, SplittableRandom random) {
    this.encoder = encoder;
    this.random = random;
  }

  /** A record such as the event's, with something wrong. */
  Malformed beside(Event event) {
    Kind[] kinds = event instanceof Payment ? Kind.OF_PAYMENTS : Kind.OF_REPORTS;
    Kind kind = kinds[random.nextInt(kinds.length)];
    return new Malformed(kind.reason, value(kind, event));
  }

  private byte @Nullable [] value(Kind kind, Event event) {
    return switch (kind) {
      case NULL_VALUE -> null;
      case EMPTY_VALUE -> new byte[0];
      case RANDOM_BYTES -> randomBytes();
      case TRUNCATED -> truncated(encode(event));
      case OVERSIZED -> Arrays.copyOf(encode(event), OVERSIZED_BYTES);
      case UNKNOWN_SCHEMA -> withUnknownSchema(encode(event));
      case MISSING_ID -> withId(event, "");
      case ID_TOO_LONG -> withId(event, TOO_LONG_ID);
      case TIME_IN_FUTURE -> withTime(event, FAR_FUTURE_MICROS);
      case TIME_TOO_OLD -> withTime(event, 0);
      case NEGATIVE_AMOUNT -> withAmount(((Payment) event).transaction(), -1);
      case AMOUNT_OUT_OF_RANGE -> withAmount(((Payment) event).transaction(), Long.MAX_VALUE);
    };
  }

  private byte[] encode(Event event) {
    return event instanceof Payment payment
        ? encoder.encode(payment.transaction())
        : encoder.encode(((Report) event).report());
  }

  /** Bytes of no framing. */
  private byte[] randomBytes() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    bytes[0] = 0x55;
    return bytes;
  }

  private byte[] truncated(byte[] value) {
    return Arrays.copyOf(value, 1 + random.nextInt(value.length - 1));
  }

  /** Changes a byte that belongs to the schema fingerprint, or to the registry id. */
  private static byte[] withUnknownSchema(byte[] value) {
    value[3] ^= 0x55;
    return value;
  }

  private byte[] withId(Event event, String id) {
    if (event instanceof Payment payment) {
      Transaction t = payment.transaction();
      return encoder.encode(
          new Transaction(
              id, t.eventTimeMicros(), t.customerId(), t.terminalId(), t.amountMinorUnits()));
    }
    return encoder.encode(changed(((Report) event).report(), id, event.timeMicros()));
  }

  private byte[] withTime(Event event, long timeMicros) {
    if (event instanceof Payment payment) {
      Transaction t = payment.transaction();
      return encoder.encode(
          new Transaction(
              t.transactionId(), timeMicros, t.customerId(), t.terminalId(), t.amountMinorUnits()));
    }
    FraudReport report = ((Report) event).report();
    return encoder.encode(changed(report, report.transactionId(), timeMicros));
  }

  private static FraudReport changed(FraudReport r, String id, long reportedAtMicros) {
    return new FraudReport(
        id,
        reportedAtMicros,
        r.fraud(),
        r.customerId(),
        r.terminalId(),
        r.transactionTimeMicros(),
        r.reason());
  }

  private byte[] withAmount(Transaction t, long amountMinorUnits) {
    return encoder.encode(
        new Transaction(
            t.transactionId(),
            t.eventTimeMicros(),
            t.customerId(),
            t.terminalId(),
            amountMinorUnits));
  }
}
