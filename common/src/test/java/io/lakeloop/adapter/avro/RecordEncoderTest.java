package io.lakeloop.adapter.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads back what the encoder writes, by Avro's own reader. */
class RecordEncoderTest {
  private static final long TIME = 1_790_000_000_123_456L;

  private final RecordEncoder encoder = RecordEncoder.singleObject();

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 127, 128, 255, 256, 999_999_999_999_999_999L, Long.MAX_VALUE, -1, -129})
  void readsBackATransactionOfAnyAmount(long amount) throws Exception {
    byte[] value = encoder.encode(new Transaction("T-ü-💳", TIME, "C1", "", amount));

    GenericRecord read = read(value, Framing.SINGLE_OBJECT, WireSchemas.TRANSACTION);
    assertThat(read.get("transaction_id")).hasToString("T-ü-💳");
    assertThat(read.get("event_time")).isEqualTo(TIME);
    assertThat(read.get("customer_id")).hasToString("C1");
    assertThat(read.get("terminal_id")).hasToString("");
    assertThat(((ByteBuffer) read.get("amount")).array())
        .isEqualTo(BigInteger.valueOf(amount).toByteArray());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "stolen_card"})
  void readsBackAFraudReportWithAndWithoutAReason(@Nullable String reason) throws Exception {
    byte[] value = encoder.encode(new FraudReport("T1", TIME, true, "C1", "P1", TIME - 5, reason));

    GenericRecord read = read(value, Framing.SINGLE_OBJECT, WireSchemas.FRAUD_REPORT);
    assertThat(read.get("transaction_id")).hasToString("T1");
    assertThat(read.get("reported_at")).isEqualTo(TIME);
    assertThat(read.get("fraud")).isEqualTo(true);
    assertThat(read.get("customer_id")).hasToString("C1");
    assertThat(read.get("terminal_id")).hasToString("P1");
    assertThat(read.get("transaction_time")).isEqualTo(TIME - 5);
    assertThat(read.get("reason") == null ? null : read.get("reason").toString()).isEqualTo(reason);
  }

  @Test
  void namesTheSchemaThatWroteTheRecord() throws Exception {
    byte[] transaction = encoder.encode(new Transaction("T", TIME, "C", "P", 1));
    byte[] report = encoder.encode(new FraudReport("T", TIME, false, "C", "P", TIME, null));

    assertThat(Framing.SINGLE_OBJECT.schemaId(transaction))
        .isEqualTo(Framing.fingerprint(WireSchemas.TRANSACTION));
    assertThat(Framing.SINGLE_OBJECT.schemaId(report))
        .isEqualTo(Framing.fingerprint(WireSchemas.FRAUD_REPORT));
  }

  @Test
  void writesConfluentFramingWithTheRegistrysIds() throws Exception {
    RecordEncoder confluent = RecordEncoder.confluent(7, 70_000);
    byte[] transaction = confluent.encode(new Transaction("T", TIME, "C", "P", 1));
    byte[] report = confluent.encode(new FraudReport("T", TIME, false, "C", "P", TIME, null));

    assertThat(Framing.CONFLUENT.schemaId(transaction)).isEqualTo(7);
    assertThat(Framing.CONFLUENT.schemaId(report)).isEqualTo(70_000);
    read(transaction, Framing.CONFLUENT, WireSchemas.TRANSACTION);
    read(report, Framing.CONFLUENT, WireSchemas.FRAUD_REPORT);
  }

  @Test
  void keepsNothingOfTheRecordBefore() {
    Transaction small = new Transaction("T", TIME, "C", "P", 1);
    byte[] first = encoder.encode(small);
    encoder.encode(new Transaction("T".repeat(5_000), TIME, "C", "P", Long.MAX_VALUE));

    assertThat(encoder.encode(small)).isEqualTo(first);
  }

  /** Reads the payload to its last byte. */
  private static GenericRecord read(byte[] value, Framing framing, Schema schema)
      throws IOException, RejectedRecordException {
    assertThat(Framing.of(value)).isEqualTo(framing);
    int start = framing.headerBytes();
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(value, start, value.length - start, null);
    GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
    assertThat(decoder.isEnd()).isTrue();
    return record;
  }
}
