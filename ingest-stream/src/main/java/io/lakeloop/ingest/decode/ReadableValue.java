package io.lakeloop.ingest.decode;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.avro.SchemaSource;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;

/**
 * What the value of a record says, for people, by the schema that wrote it. Looks at no rule of the
 * ingest job, so that a record which only breaks a rule can be read.
 */
public final class ReadableValue {
  private static final GenericData READABLE = new GenericData();

  static {
    READABLE.addLogicalTypeConversion(new Conversions.DecimalConversion());
    READABLE.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    READABLE.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
  }

  private ReadableValue() {}

  /**
   * The content of a value as JSON, empty when it cannot be decoded.
   *
   * @throws IOException when a schema source cannot be asked
   */
  public static Optional<String> of(byte[] value, Map<Framing, SchemaSource> sources)
      throws IOException {
    Framing framing;
    try {
      framing = Framing.of(value);
    } catch (RejectedRecordException e) {
      return Optional.empty();
    }
    SchemaSource source = sources.get(framing);
    Optional<Schema> schema =
        source == null ? Optional.empty() : source.find(framing.schemaId(value));
    return schema.flatMap(writer -> decode(value, framing.headerBytes(), writer));
  }

  private static Optional<String> decode(byte[] value, int start, Schema writer) {
    try {
      Object decoded =
          new GenericDatumReader<>(writer, writer, READABLE)
              .read(
                  null,
                  DecoderFactory.get().binaryDecoder(value, start, value.length - start, null));
      return Optional.of(READABLE.toString(decoded));
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
