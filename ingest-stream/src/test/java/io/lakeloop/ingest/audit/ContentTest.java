package io.lakeloop.ingest.audit;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.KnownSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A record in Avro and its row in Iceberg hash equal, and different contents do not. */
class ContentTest {
  private static final Schema TEXTS =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Texts", "fields": [
                {"name": "b", "type": ["null", "string"], "default": null},
                {"name": "a", "type": ["null", "string"], "default": null}]}
              """);
  private static final org.apache.iceberg.Schema TEXT_COLUMNS =
      new org.apache.iceberg.Schema(
          optional(1, "a", Types.StringType.get()),
          optional(2, "b", Types.StringType.get()),
          optional(3, "kafka_offset", Types.LongType.get()));

  private static byte[] encode(org.apache.avro.generic.GenericRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Framing.SINGLE_OBJECT.header(Framing.fingerprint(record.getSchema())));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<org.apache.avro.generic.GenericRecord>(record.getSchema())
        .write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static ConsumerRecord<byte[], byte[]> inKafka(long offset, byte @Nullable [] value) {
    return new ConsumerRecord<>("t", 0, offset, new byte[] {1}, value);
  }

  private static long hashOfRecord(Schema stream, org.apache.avro.generic.GenericRecord record)
      throws IOException {
    return new RecordContent(
            Map.of(Framing.SINGLE_OBJECT, new KnownSchemas(List.of(record.getSchema()))), stream)
        .ofDecoded(inKafka(5, encode(record)));
  }

  private static long hashOfTexts(@Nullable String a, @Nullable String b) {
    Record row = GenericRecord.create(TEXT_COLUMNS);
    row.setField("a", a);
    row.setField("b", b);
    row.setField("kafka_offset", 99L);
    return new RowContent().ofGoodRow(5, row);
  }

  @Test
  void isTheSameInAvroAndIcebergWhateverTheOrderOfFields() throws IOException {
    GenericData.Record record = new GenericData.Record(TEXTS);
    record.put("a", "Zürich");

    assertThat(hashOfRecord(TEXTS, record)).isEqualTo(hashOfTexts("Zürich", null));
  }

  @Test
  void differsWithEveryDifferenceInTexts() {
    assertThat(
            List.of(
                hashOfTexts("x", "y"),
                hashOfTexts("y", "x"),
                hashOfTexts("x", null),
                hashOfTexts(null, "x"),
                hashOfTexts("x", ""),
                hashOfTexts("xy", ""),
                hashOfTexts("x, b=y", null),
                hashOfTexts(null, null)))
        .doesNotHaveDuplicates();
    assertThat(new RowContent().ofGoodRow(6, GenericRecord.create(TEXT_COLUMNS)))
        .as("another offset")
        .isNotEqualTo(hashOfTexts(null, null));
  }

  @Test
  void takesAStreamsDefaultForAFieldThatTheWriterDidNotKnow() throws IOException {
    Schema older = SchemaBuilder.record("Texts").fields().optionalString("a").endRecord();
    Schema stream =
        SchemaBuilder.record("Texts")
            .fields()
            .name("b")
            .type()
            .stringType()
            .stringDefault("web")
            .optionalString("a")
            .endRecord();
    GenericData.Record record = new GenericData.Record(older);
    record.put("a", "x");

    assertThat(hashOfRecord(stream, record)).isEqualTo(hashOfTexts("x", "web"));
  }

  /** An Avro type and value, and the Iceberg type and value of the same meaning. */
  private record Case(Schema type, Object value, Type columnType, Object columnValue) {
    long hashInKafka() throws IOException {
      Schema schema =
          SchemaBuilder.record("R").fields().name("v").type(nullable(type)).noDefault().endRecord();
      GenericData.Record record = new GenericData.Record(schema);
      record.put("v", value);
      return hashOfRecord(schema, record);
    }

    long hashInLake() {
      Record row =
          GenericRecord.create(new org.apache.iceberg.Schema(optional(1, "v", columnType)));
      row.setField("v", columnValue);
      return new RowContent().ofGoodRow(5, row);
    }
  }

  private static List<Case> numbersAndTexts() {
    Schema letters = Schema.createEnum("E", null, null, List.of("A", "B"));
    return List.of(
        new Case(Schema.create(Schema.Type.BOOLEAN), true, Types.BooleanType.get(), true),
        new Case(Schema.create(Schema.Type.INT), -3, Types.IntegerType.get(), -3),
        new Case(Schema.create(Schema.Type.INT), 4, Types.LongType.get(), 4L),
        new Case(Schema.create(Schema.Type.INT), 4, Types.DoubleType.get(), 4.0),
        new Case(Schema.create(Schema.Type.LONG), 1L << 60, Types.LongType.get(), 1L << 60),
        new Case(Schema.create(Schema.Type.FLOAT), 0.1f, Types.FloatType.get(), 0.1f),
        new Case(Schema.create(Schema.Type.FLOAT), 0.1f, Types.DoubleType.get(), (double) 0.1f),
        new Case(Schema.create(Schema.Type.DOUBLE), Double.NaN, Types.DoubleType.get(), Double.NaN),
        new Case(Schema.create(Schema.Type.STRING), "ß", Types.StringType.get(), "ß"),
        new Case(letters, new GenericData.EnumSymbol(letters, "B"), Types.StringType.get(), "B"));
  }

  private static List<Case> bytesDecimalsAndTimes() {
    byte[] four = {0, 0, 1, 2};
    Schema fixed = Schema.createFixed("F", null, null, 4);
    Schema fixedDecimal = decimal(Schema.createFixed("M", null, null, 4));
    Schema bytesDecimal = decimal(Schema.create(Schema.Type.BYTES));
    Instant time = Instant.parse("2026-03-01T12:34:56.789Z");
    long millis = time.toEpochMilli();
    return List.of(
        new Case(
            Schema.create(Schema.Type.BYTES),
            ByteBuffer.wrap(four),
            Types.BinaryType.get(),
            ByteBuffer.wrap(four)),
        new Case(fixed, new GenericData.Fixed(fixed, four), Types.FixedType.ofLength(4), four),
        new Case(
            fixedDecimal,
            new GenericData.Fixed(fixedDecimal, four),
            Types.DecimalType.of(9, 2),
            new BigDecimal("2.58")),
        new Case(
            bytesDecimal,
            ByteBuffer.wrap(new byte[] {1, 44}),
            Types.DecimalType.of(9, 2),
            new BigDecimal("3.00")),
        new Case(
            timestamp("timestamp-micros"),
            millis * 1000 + 1,
            Types.TimestampType.withZone(),
            time.plusNanos(1000).atOffset(ZoneOffset.UTC)),
        new Case(
            timestamp("timestamp-millis"),
            millis,
            Types.TimestampType.withZone(),
            time.atOffset(ZoneOffset.UTC)));
  }

  private static List<Case> nested() {
    Schema inner = SchemaBuilder.record("Inner").fields().optionalInt("n").endRecord();
    GenericData.Record record = new GenericData.Record(inner);
    record.put("n", 7);
    Record row =
        GenericRecord.create(Types.StructType.of(optional(9, "n", Types.IntegerType.get())));
    row.setField("n", 7);
    return List.of(
        new Case(
            Schema.createArray(Schema.create(Schema.Type.INT)),
            List.of(1, 2),
            Types.ListType.ofOptional(9, Types.IntegerType.get()),
            List.of(1, 2)),
        new Case(
            Schema.createMap(Schema.create(Schema.Type.INT)),
            Map.of("k", 1, "j", 2),
            Types.MapType.ofOptional(8, 9, Types.StringType.get(), Types.IntegerType.get()),
            Map.of("j", 2, "k", 1)),
        new Case(inner, record, row.struct(), row));
  }

  @Test
  void isTheSameForEveryTypeThatTheLakeHasAColumnFor() throws IOException {
    List<Case> cases = new ArrayList<>(numbersAndTexts());
    cases.addAll(bytesDecimalsAndTimes());
    cases.addAll(nested());
    for (Case each : cases) {
      assertThat(each.hashInKafka())
          .as("%s as %s", each.type(), each.columnType())
          .isEqualTo(each.hashInLake());
    }
  }

  private static Schema decimal(Schema schema) {
    return LogicalTypes.decimal(9, 2).addToSchema(schema);
  }

  private static Schema timestamp(String logicalType) {
    return new Schema.Parser()
        .parse("{\"type\": \"long\", \"logicalType\": \"%s\"}".formatted(logicalType));
  }

  private static Schema nullable(Schema type) {
    return Schema.createUnion(Schema.create(Schema.Type.NULL), type);
  }

  @Test
  void hashesRawBytesOfWhatIsNoRecord() throws IOException {
    RecordContent content =
        new RecordContent(Map.of(Framing.SINGLE_OBJECT, new KnownSchemas(List.of(TEXTS))), TEXTS);
    GenericData.Record record = new GenericData.Record(TEXTS);
    byte[] good = encode(record);
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    byte[] unknown = good.clone();
    unknown[3] ^= 1;
    byte[] malformedVarint = Arrays.copyOf(good, 22);
    Arrays.fill(malformedVarint, 10, 22, (byte) 0xFF);
    byte[] noSuchBranch = good.clone();
    noSuchBranch[10] = 8;

    for (byte[] value :
        new byte[][] {
          {}, {1, 2}, longer, Arrays.copyOf(good, 11), unknown, malformedVarint, noSuchBranch
        }) {
      assertThat(content.ofDecoded(inKafka(5, value))).isEqualTo(content.ofRaw(inKafka(5, value)));
    }
    assertThat(content.ofDecoded(inKafka(5, null))).isEqualTo(content.ofRaw(inKafka(5, null)));
    assertThat(content.ofDecoded(inKafka(5, good)))
        .isNotEqualTo(content.ofRaw(inKafka(5, good)))
        .isEqualTo(hashOfTexts(null, null));
  }

  @Test
  void tellsRawRecordsApartByKeyValueAndHeaders() {
    RecordContent content = new RecordContent(Map.of(), TEXTS);
    byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<byte[], byte[]> withHeader = inKafka(5, bytes);
    withHeader.headers().add("h", null);
    ConsumerRecord<byte[], byte[]> withEmptyHeader = inKafka(5, bytes);
    withEmptyHeader.headers().add("h", new byte[0]);

    assertThat(
            List.of(
                content.ofRaw(inKafka(5, bytes)),
                content.ofRaw(inKafka(5, null)),
                content.ofRaw(inKafka(5, new byte[0])),
                content.ofRaw(inKafka(6, bytes)),
                content.ofRaw(new ConsumerRecord<>("t", 0, 5, bytes, new byte[] {1})),
                content.ofRaw(withHeader),
                content.ofRaw(withEmptyHeader)))
        .doesNotHaveDuplicates();
  }
}
