package io.lakeloop.benchmarks.connect;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.apache.avro.Schema.Parser;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Reads a transaction in Avro's single-object encoding, by Avro's generic reader, as converters for
 * Kafka Connect do. For the benchmark only: it knows one schema, and times are cut to milliseconds,
 * which is what Connect has.
 *
 * <p>Option: {@code schema}, the writer's schema as JSON.
 */
public final class SingleObjectConverter implements Converter {
  private static final int HEADER_BYTES = 10;
  private static final int SCALE = 2;
  private static final Schema SCHEMA =
      SchemaBuilder.struct()
          .field("transaction_id", Schema.STRING_SCHEMA)
          .field("event_time", Timestamp.SCHEMA)
          .field("customer_id", Schema.STRING_SCHEMA)
          .field("terminal_id", Schema.STRING_SCHEMA)
          .field("amount", Decimal.schema(SCALE))
          .field("schema_id", Schema.INT64_SCHEMA)
          .build();

  private GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>();
  private BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(new byte[0], null);

  /** Made by Connect. */
  public SingleObjectConverter() {}

  @Override
  public void configure(Map<String, ?> options, boolean isKey) {
    reader = new GenericDatumReader<>(new Parser().parse(String.valueOf(options.get("schema"))));
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    throw new DataException("The benchmark only reads");
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    try {
      decoder =
          DecoderFactory.get()
              .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, decoder);
      GenericRecord record = reader.read(null, decoder);
      ByteBuffer amount = (ByteBuffer) record.get("amount");
      byte[] unscaled = new byte[amount.remaining()];
      amount.get(unscaled);
      Struct struct =
          new Struct(SCHEMA)
              .put("transaction_id", record.get("transaction_id").toString())
              .put("event_time", new java.util.Date((Long) record.get("event_time") / 1000))
              .put("customer_id", record.get("customer_id").toString())
              .put("terminal_id", record.get("terminal_id").toString())
              .put("amount", new BigDecimal(new BigInteger(unscaled), SCALE))
              .put(
                  "schema_id", ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(2));
      return new SchemaAndValue(SCHEMA, struct);
    } catch (IOException e) {
      throw new DataException("The value does not match its schema", e);
    }
  }
}
