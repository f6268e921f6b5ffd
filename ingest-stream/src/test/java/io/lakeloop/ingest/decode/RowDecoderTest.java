package io.lakeloop.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.KnownSchemas;
import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.avro.SchemaSource;
import io.lakeloop.adapter.avro.WireSchemas;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.RecordRules;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.domain.Transaction;
import io.lakeloop.testing.AvroFixtures;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.flink.table.data.GenericRowData;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowDecoderTest {
  private static final long NOW = 1_700_000_000_000_000L;
  private static final Transaction PAYMENT =
      new Transaction("T-1", NOW - 5_000_001, "C1", "P9", 123_45);

  private final RecordEncoder encoder = RecordEncoder.singleObject();

  private static RowDecoder decoder(StreamDefinition stream, Schema... published) {
    List<Schema> schemas =
        new java.util.ArrayList<>(List.of(WireSchemas.TRANSACTION, WireSchemas.FRAUD_REPORT));
    schemas.addAll(Arrays.asList(published));
    KnownSchemas known = new KnownSchemas(schemas);
    SchemaSource registry = id -> id == 7 ? Optional.of(WireSchemas.TRANSACTION) : Optional.empty();
    return new RowDecoder(
        stream,
        RecordRules.standard(),
        10_000,
        Map.of(Framing.SINGLE_OBJECT, known, Framing.CONFLUENT, registry));
  }

  private static RejectedRecordException rejection(RowDecoder decoder, byte[] value) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(
        RejectedRecordException.class, () -> decoder.decode(value, NOW));
  }

  @Test
  void readsEveryFieldOfATransaction() throws Exception {
    RowDecoder.Decoded decoded =
        decoder(StreamDefinition.TRANSACTIONS).decode(encoder.encode(PAYMENT), NOW);

    GenericRowData row = decoded.row();
    assertThat(row.getString(0)).hasToString("T-1");
    assertThat(row.getTimestamp(1, 6).toInstant())
        .isEqualTo(
            java.time.Instant.EPOCH.plus(NOW - 5_000_001, java.time.temporal.ChronoUnit.MICROS));
    assertThat(row.getString(2)).hasToString("C1");
    assertThat(row.getString(3)).hasToString("P9");
    assertThat(row.getDecimal(4, 18, 2)).hasToString("123.45");
    assertThat(decoded.layout().columns()).isSameAs(StreamDefinition.TRANSACTIONS.table().schema());
    assertThat(decoded.layout().schemaId()).isEqualTo(Framing.fingerprint(WireSchemas.TRANSACTION));
  }

  @Test
  void readsAReportWithAndWithoutReason() throws Exception {
    RowDecoder decoder = decoder(StreamDefinition.FRAUD_REPORTS);

    GenericRowData with =
        decoder
            .decode(
                encoder.encode(new FraudReport("T-1", NOW, true, "C1", "P9", NOW - 9, "stolen")),
                NOW)
            .row();
    GenericRowData without =
        decoder
            .decode(
                encoder.encode(new FraudReport("T-1", NOW, false, "C1", "P9", NOW - 9, null)), NOW)
            .row();

    assertThat(with.getBoolean(2)).isTrue();
    assertThat(with.getString(6)).hasToString("stolen");
    assertThat(without.getBoolean(2)).isFalse();
    assertThat(without.isNullAt(6)).isTrue();
  }

  @Test
  void readsConfluentFraming() throws Exception {
    byte[] value = RecordEncoder.confluent(7, 8).encode(PAYMENT);

    RowDecoder.Decoded decoded = decoder(StreamDefinition.TRANSACTIONS).decode(value, NOW);

    assertThat(decoded.layout().schemaId()).isEqualTo(7);
    assertThat(decoded.row().getString(0)).hasToString("T-1");
  }

  @Test
  void refusesAMissingValue() {
    assertThatThrownBy(() -> decoder(StreamDefinition.TRANSACTIONS).decode(null, NOW))
        .isInstanceOfSatisfying(
            RejectedRecordException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.NULL_VALUE));
  }

  @Test
  void refusesAnOversizedValue() {
    RejectedRecordException e = rejection(decoder(StreamDefinition.TRANSACTIONS), new byte[10_001]);

    assertThat(e.reason()).isEqualTo(RejectReason.OVERSIZED);
    assertThat(e).hasMessage("value of 10001 bytes, longer than the 10000 allowed");
  }

  @Test
  void refusesAnUnknownSchemaOfEitherFraming() {
    byte[] single = encoder.encode(PAYMENT);
    single[2] ^= 1;
    byte[] confluent = RecordEncoder.confluent(9, 9).encode(PAYMENT);
    RowDecoder decoder = decoder(StreamDefinition.TRANSACTIONS);

    assertThat(rejection(decoder, single).reason()).isEqualTo(RejectReason.UNKNOWN_SCHEMA);
    assertThat(rejection(decoder, confluent))
        .hasMessage("schema 9 (CONFLUENT framing) is not known; publish it, then replay")
        .extracting(RejectedRecordException::reason)
        .isEqualTo(RejectReason.UNKNOWN_SCHEMA);
  }

  @Test
  void refusesAKnownSchemaOfAnotherRecord() {
    byte[] report = encoder.encode(new FraudReport("T-1", NOW, true, "C1", "P9", NOW, null));

    RejectedRecordException e = rejection(decoder(StreamDefinition.TRANSACTIONS), report);

    assertThat(e.reason()).isEqualTo(RejectReason.INCOMPATIBLE_SCHEMA);
    assertThat(e).hasMessageContaining("cannot be read as the stream's schema");
  }

  @Test
  void refusesEveryTruncationAndAnySurplus() {
    byte[] value = encoder.encode(PAYMENT);
    RowDecoder decoder = decoder(StreamDefinition.TRANSACTIONS);

    for (int length = 0; length < value.length; length++) {
      assertThat(rejection(decoder, Arrays.copyOf(value, length)).reason())
          .as("first %d bytes", length)
          .isEqualTo(RejectReason.UNDECODABLE);
    }
    assertThat(rejection(decoder, Arrays.copyOf(value, value.length + 1)))
        .hasMessage("1 bytes are left after the payload");
  }

  @Test
  void survivesRandomPayloadsBehindAValidHeader() {
    Random random = new Random(42);
    RowDecoder decoder = decoder(StreamDefinition.TRANSACTIONS);
    byte[] header = Framing.SINGLE_OBJECT.header(Framing.fingerprint(WireSchemas.TRANSACTION));

    for (int i = 0; i < 20_000; i++) {
      byte[] value = Arrays.copyOf(header, header.length + random.nextInt(60));
      for (int at = header.length; at < value.length; at++) {
        value[at] = (byte) random.nextInt();
      }
      assertThat(rejection(decoder, value)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, -100})
  void refusesANegativeAmount(long amount) {
    RejectedRecordException e =
        rejection(
            decoder(StreamDefinition.TRANSACTIONS),
            encoder.encode(new Transaction("T", NOW, "C", "P", amount)));

    assertThat(e.reason())
        .isEqualTo(
            amount == Long.MIN_VALUE
                ? RejectReason.AMOUNT_OUT_OF_RANGE
                : RejectReason.NEGATIVE_AMOUNT);
  }

  @Test
  void takesTheLargestAmountAndRefusesTheNext() throws Exception {
    RowDecoder decoder = decoder(StreamDefinition.TRANSACTIONS);
    long largest = RecordRules.MAX_AMOUNT_MINOR_UNITS;

    GenericRowData row =
        decoder.decode(encoder.encode(new Transaction("T", NOW, "C", "P", largest)), NOW).row();

    assertThat(row.getDecimal(4, 18, 2)).hasToString("9999999999999999.99");
    assertThat(
            rejection(decoder, encoder.encode(new Transaction("T", NOW, "C", "P", largest + 1)))
                .reason())
        .isEqualTo(RejectReason.AMOUNT_OUT_OF_RANGE);
  }

  @Test
  void refusesMissingAndLongIds() {
    RowDecoder decoder = decoder(StreamDefinition.TRANSACTIONS);

    assertThat(rejection(decoder, encoder.encode(new Transaction("", NOW, "C", "P", 1))))
        .hasMessage("transaction_id is id of 0 bytes")
        .extracting(RejectedRecordException::reason)
        .isEqualTo(RejectReason.MISSING_ID);
    assertThat(
            rejection(decoder, encoder.encode(new Transaction("T", NOW, "c".repeat(257), "P", 1)))
                .reason())
        .isEqualTo(RejectReason.ID_TOO_LONG);
  }

  @Test
  void refusesTimesThatCannotBe() {
    RowDecoder decoder = decoder(StreamDefinition.TRANSACTIONS);
    long tomorrow = NOW + 86_400_000_001L;

    assertThat(
            rejection(decoder, encoder.encode(new Transaction("T", tomorrow, "C", "P", 1)))
                .reason())
        .isEqualTo(RejectReason.TIME_IN_FUTURE);
    assertThat(
            rejection(decoder, encoder.encode(new Transaction("T", Long.MAX_VALUE, "C", "P", 1)))
                .reason())
        .isEqualTo(RejectReason.TIME_IN_FUTURE);
    assertThat(rejection(decoder, encoder.encode(new Transaction("T", 0, "C", "P", 1))).reason())
        .isEqualTo(RejectReason.TIME_TOO_OLD);
    assertThat(
            rejection(decoder, encoder.encode(new Transaction("T", Long.MIN_VALUE, "C", "P", 1)))
                .reason())
        .isEqualTo(RejectReason.TIME_TOO_OLD);
  }

  @Test
  void addsAColumnForAFieldThatOnlyTheWriterKnows() throws Exception {
    Schema newer = AvroFixtures.withOptionalString(WireSchemas.TRANSACTION, "merchant_category");
    byte[] value = AvroFixtures.transaction(newer, "T-1", NOW, "grocery");

    RowDecoder.Decoded decoded = decoder(StreamDefinition.TRANSACTIONS, newer).decode(value, NOW);

    Types.NestedField last =
        decoded.layout().columns().columns().get(decoded.layout().columns().columns().size() - 1);
    assertThat(last.name()).isEqualTo("merchant_category");
    assertThat(last.isOptional()).isTrue();
    assertThat(decoded.row().getString(9)).hasToString("grocery");
    assertThat(decoded.row().getString(0)).hasToString("T-1");
  }

  @Test
  void refusesAWriterWithoutARequiredField() throws IOException {
    Schema older =
        SchemaBuilder.record("Transaction")
            .namespace("io.lakeloop.wire")
            .fields()
            .requiredString("transaction_id")
            .endRecord();
    byte[] value = Framing.SINGLE_OBJECT.header(Framing.fingerprint(older));

    assertThat(rejection(decoder(StreamDefinition.TRANSACTIONS, older), value).reason())
        .isEqualTo(RejectReason.INCOMPATIBLE_SCHEMA);
  }

  @Test
  void refusesAWriterWhoseAmountHasAnotherScale() {
    Schema tenths =
        new Schema.Parser()
            .parse(WireSchemas.TRANSACTION.toString().replace("\"scale\":2", "\"scale\":3"));
    byte[] value = encoder.encode(PAYMENT);
    System.arraycopy(
        Framing.SINGLE_OBJECT.header(Framing.fingerprint(tenths) + 1), 0, value, 0, 10);
    SchemaSource source = id -> Optional.of(tenths);
    RowDecoder decoder =
        new RowDecoder(
            StreamDefinition.TRANSACTIONS,
            RecordRules.standard(),
            10_000,
            Map.of(Framing.SINGLE_OBJECT, source));

    assertThat(rejection(decoder, value))
        .hasMessageContaining(
            "its field 'amount' has the logical type decimal(18,3), where the stream has"
                + " decimal(18,2)")
        .extracting(RejectedRecordException::reason)
        .isEqualTo(RejectReason.INCOMPATIBLE_SCHEMA);
  }

  @Test
  void refusesAWriterWhoseFieldIsNamedLikeAColumnOfTheJob() throws IOException {
    Schema clashing = AvroFixtures.withOptionalString(WireSchemas.TRANSACTION, "kafka_offset");

    assertThat(
            rejection(
                decoder(StreamDefinition.TRANSACTIONS, clashing),
                AvroFixtures.transaction(clashing, "T-1", NOW, "x")))
        .hasMessageContaining("'kafka_offset' has the name of a column that the ingest job fills");
  }
}
