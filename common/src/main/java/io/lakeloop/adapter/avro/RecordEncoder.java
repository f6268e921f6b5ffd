package io.lakeloop.adapter.avro;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Encodes domain records as they stand on the wire. Reuses its buffers: one instance per thread.
 *
 * <p>Checks nothing: a producer may well write a record that breaks the rules, and tests do.
 */
public final class RecordEncoder {
  private final byte[] transactionHeader;
  private final byte[] fraudReportHeader;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);

  private RecordEncoder(Framing framing, long transactionSchemaId, long fraudReportSchemaId) {
    this.transactionHeader = framing.header(transactionSchemaId);
    this.fraudReportHeader = framing.header(fraudReportSchemaId);
  }

  /** The default: Avro single-object encoding. */
  public static RecordEncoder singleObject() {
    return new RecordEncoder(
        Framing.SINGLE_OBJECT,
        Framing.fingerprint(WireSchemas.TRANSACTION),
        Framing.fingerprint(WireSchemas.FRAUD_REPORT));
  }

  /** Confluent framing with the ids under which a registry holds the two schemas. */
  public static RecordEncoder confluent(int transactionSchemaId, int fraudReportSchemaId) {
    return new RecordEncoder(Framing.CONFLUENT, transactionSchemaId, fraudReportSchemaId);
  }

  /** The value bytes of one transaction. */
  public byte[] encode(Transaction transaction) {
    try {
      bytes.reset();
      bytes.write(transactionHeader, 0, transactionHeader.length);
      encoder.writeString(transaction.transactionId());
      encoder.writeLong(transaction.eventTimeMicros());
      encoder.writeString(transaction.customerId());
      encoder.writeString(transaction.terminalId());
      encoder.writeBytes(decimal(transaction.amountMinorUnits()));
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** The value bytes of one fraud report. */
  public byte[] encode(FraudReport report) {
    try {
      bytes.reset();
      bytes.write(fraudReportHeader, 0, fraudReportHeader.length);
      encoder.writeString(report.transactionId());
      encoder.writeLong(report.reportedAtMicros());
      encoder.writeBoolean(report.fraud());
      encoder.writeString(report.customerId());
      encoder.writeString(report.terminalId());
      encoder.writeLong(report.transactionTimeMicros());
      String reason = report.reason();
      encoder.writeIndex(reason == null ? 0 : 1);
      if (reason != null) {
        encoder.writeString(reason);
      }
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** Two's complement, big-endian, shortest form, as Avro's decimal asks for. */
  private static ByteBuffer decimal(long unscaled) {
    return ByteBuffer.wrap(BigInteger.valueOf(unscaled).toByteArray());
  }
}
