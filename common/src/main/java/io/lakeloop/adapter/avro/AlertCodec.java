package io.lakeloop.adapter.avro;

import io.lakeloop.domain.Alert;
import io.lakeloop.domain.Alert.Reason;
import io.lakeloop.domain.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;

/**
 * Alerts as they stand on the wire, by Avro's own single-object encoding: they are few. Not for use
 * by several threads.
 */
public final class AlertCodec {
  private static final Schema REASON =
      WireSchemas.ALERT.getField("reasons").schema().getElementType();

  private final BinaryMessageEncoder<GenericRecord> encoder =
      new BinaryMessageEncoder<>(GenericData.get(), WireSchemas.ALERT);
  private final BinaryMessageDecoder<GenericRecord> decoder =
      new BinaryMessageDecoder<>(GenericData.get(), WireSchemas.ALERT);

  /** The value bytes of an alert. */
  public byte[] encode(Alert alert) {
    List<GenericRecord> reasons = new ArrayList<>();
    for (Reason reason : alert.reasons()) {
      reasons.add(
          new GenericRecordBuilder(REASON)
              .set("feature", reason.feature())
              .set("value", reason.value())
              .set("contribution", reason.contribution())
              .set("text", reason.text())
              .build());
    }
    Transaction transaction = alert.transaction();
    GenericRecord record =
        new GenericRecordBuilder(WireSchemas.ALERT)
            .set("alert_id", alert.id())
            .set("transaction_id", transaction.transactionId())
            .set("event_time", transaction.eventTimeMicros())
            .set("customer_id", transaction.customerId())
            .set("terminal_id", transaction.terminalId())
            .set("amount_minor_units", transaction.amountMinorUnits())
            .set("score", alert.score())
            .set("threshold", alert.threshold())
            .set("model_version", alert.modelVersion())
            .set("reasons", reasons)
            .set("kafka_partition", alert.kafkaPartition())
            .set("kafka_offset", alert.kafkaOffset())
            .set("received_at", alert.receivedAtMicros())
            .set("scored_at", alert.scoredAtMicros())
            .build();
    try {
      ByteBuffer bytes = encoder.encode(record);
      byte[] value = new byte[bytes.remaining()];
      bytes.get(value);
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /**
   * Reads an alert.
   *
   * @throws IOException when the bytes are no alert of a known schema
   */
  public Alert decode(byte[] value) throws IOException {
    GenericRecord record;
    try {
      record = decoder.decode(value);
    } catch (BadHeaderException | MissingSchemaException e) {
      throw new IOException("the value is no alert of a known schema: " + e.getMessage(), e);
    }
    List<Reason> reasons = new ArrayList<>();
    for (Object item : (List<?>) record.get("reasons")) {
      GenericRecord reason = (GenericRecord) item;
      reasons.add(
          new Reason(
              reason.get("feature").toString(),
              (Double) reason.get("value"),
              (Double) reason.get("contribution"),
              reason.get("text").toString()));
    }
    return new Alert(
        new Transaction(
            record.get("transaction_id").toString(),
            (Long) record.get("event_time"),
            record.get("customer_id").toString(),
            record.get("terminal_id").toString(),
            (Long) record.get("amount_minor_units")),
        (Double) record.get("score"),
        (Double) record.get("threshold"),
        record.get("model_version").toString(),
        reasons,
        (Integer) record.get("kafka_partition"),
        (Long) record.get("kafka_offset"),
        (Long) record.get("received_at"),
        (Long) record.get("scored_at"));
  }
}
