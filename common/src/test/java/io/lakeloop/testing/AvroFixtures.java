package io.lakeloop.testing;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.domain.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Schemas of other versions, and bytes that are wrong in every way. */
public final class AvroFixtures {
  private static final long TIME = Instant.parse("2026-05-01T00:00:00Z").toEpochMilli() * 1000;

  private AvroFixtures() {}

  /** A schema with one more field, a nullable string. */
  public static Schema withOptionalString(Schema schema, String name) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(
        new Schema.Field(
            name,
            SchemaBuilder.unionOf().nullType().and().stringType().endUnion(),
            null,
            Schema.Field.NULL_DEFAULT_VALUE));
    return Schema.createRecord(schema.getName(), null, schema.getNamespace(), false, fields);
  }

  /** A transaction of one cent, written with a schema whose last field is extra. */
  public static byte[] transaction(Schema schema, String id, long timeMicros, String extra)
      throws IOException {
    GenericRecord record = new GenericData.Record(schema);
    record.put("transaction_id", id);
    record.put("event_time", timeMicros);
    record.put("customer_id", "C1");
    record.put("terminal_id", "P9");
    record.put("amount", ByteBuffer.wrap(new byte[] {1}));
    record.put(schema.getFields().size() - 1, extra);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Framing.SINGLE_OBJECT.header(Framing.fingerprint(schema)));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** For each reason, a value that a transactions topic rejects for it. */
  public static Map<RejectReason, byte @Nullable []> oneOfEachBadKind() {
    RecordEncoder encoder = RecordEncoder.singleObject();
    byte[] unknown = encoder.encode(new Transaction("T", TIME, "C", "P", 1));
    unknown[2] ^= 1;
    byte[] oversized = new byte[2 << 20];
    oversized[0] = 1;
    Map<RejectReason, byte @Nullable []> bad = new EnumMap<>(RejectReason.class);
    bad.put(RejectReason.NULL_VALUE, null);
    bad.put(RejectReason.OVERSIZED, oversized);
    bad.put(RejectReason.UNDECODABLE, new byte[] {1, 2, 3});
    bad.put(RejectReason.UNKNOWN_SCHEMA, unknown);
    bad.put(
        RejectReason.INCOMPATIBLE_SCHEMA,
        encoder.encode(new FraudReport("T", TIME, true, "C", "P", TIME, null)));
    bad.put(RejectReason.MISSING_ID, encoder.encode(new Transaction("", TIME, "C", "P", 1)));
    bad.put(
        RejectReason.ID_TOO_LONG,
        encoder.encode(new Transaction("T".repeat(300), TIME, "C", "P", 1)));
    bad.put(RejectReason.NEGATIVE_AMOUNT, encoder.encode(new Transaction("T", TIME, "C", "P", -1)));
    bad.put(
        RejectReason.AMOUNT_OUT_OF_RANGE,
        encoder.encode(new Transaction("T", TIME, "C", "P", Long.MAX_VALUE)));
    bad.put(
        RejectReason.TIME_IN_FUTURE, encoder.encode(new Transaction("T", 10 * TIME, "C", "P", 1)));
    bad.put(RejectReason.TIME_TOO_OLD, encoder.encode(new Transaction("T", 1, "C", "P", 1)));
    return bad;
  }
}
