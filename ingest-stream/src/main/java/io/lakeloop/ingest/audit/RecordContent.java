package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.avro.SchemaSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Hashes records of one topic as they stand in Kafka, read by Avro's generic reader with the schema
 * that wrote them. Not thread-safe.
 */
final class RecordContent {
  private final Map<Framing, SchemaSource> sources;
  private final Schema streamSchema;
  private final Map<Framing, Map<Long, WriterReader>> readers = new HashMap<>();
  private final IdentityHashMap<Schema, List<Schema.Field>> fieldsByName = new IdentityHashMap<>();
  private final CanonicalForm form = new CanonicalForm();
  private @Nullable BinaryDecoder decoder;

  /**
   * A hash for the records of a topic.
   *
   * @param streamSchema what records are read as: its defaults stand in for fields that a writer
   *     did not know
   */
  RecordContent(Map<Framing, SchemaSource> sources, Schema streamSchema) {
    this.sources = sources;
    this.streamSchema = streamSchema;
  }

  /** A writer's schema: its generic reader, and what the stream adds by default. */
  private record WriterReader(
      Framing framing, GenericDatumReader<GenericRecord> reader, List<Schema.Field> defaulted) {}

  /** The hash of what the record says; of its raw bytes when it cannot be decoded. */
  long ofDecoded(ConsumerRecord<byte[], byte[]> record) throws IOException {
    byte[] value = record.value();
    Optional<WriterReader> writer = value == null ? Optional.empty() : writer(value);
    if (value != null && writer.isPresent()) {
      try {
        GenericRecord decoded = decode(value, writer.get());
        form.begin(record.offset());
        fields(decoded, writer.get().defaulted());
        return form.hash();
      } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
        // Not the record that its schema promises: its raw bytes differ from any good row.
        return ofRaw(record);
      }
    }
    return ofRaw(record);
  }

  /** The hash of the raw key, value and headers. */
  long ofRaw(ConsumerRecord<byte[], byte[]> record) {
    List<Map.Entry<String, byte @Nullable []>> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new SimpleImmutableEntry<>(header.key(), header.value()));
    }
    form.begin(record.offset());
    form.raw(record.key(), record.value(), headers);
    return form.hash();
  }

  private Optional<WriterReader> writer(byte[] value) throws IOException {
    Framing framing;
    try {
      framing = Framing.of(value);
    } catch (RejectedRecordException e) {
      return Optional.empty();
    }
    Map<Long, WriterReader> known = readers.computeIfAbsent(framing, f -> new HashMap<>());
    long id = framing.schemaId(value);
    WriterReader reader = known.get(id);
    if (reader == null) {
      SchemaSource source = sources.get(framing);
      Optional<Schema> schema = source == null ? Optional.empty() : source.find(id);
      if (schema.isEmpty() || schema.get().getType() != Schema.Type.RECORD) {
        return Optional.empty();
      }
      reader = reader(framing, schema.get());
      known.put(id, reader);
    }
    return Optional.of(reader);
  }

  private WriterReader reader(Framing framing, Schema writer) {
    List<Schema.Field> defaulted =
        streamSchema.getFields().stream()
            .filter(field -> writer.getField(field.name()) == null && field.hasDefaultValue())
            .toList();
    return new WriterReader(framing, new GenericDatumReader<>(writer), defaulted);
  }

  private GenericRecord decode(byte[] value, WriterReader writer) throws IOException {
    int start = writer.framing().headerBytes();
    decoder = DecoderFactory.get().binaryDecoder(value, start, value.length - start, decoder);
    GenericRecord record = writer.reader().read(null, decoder);
    if (!decoder.isEnd()) {
      throw new IOException("bytes are left after the payload");
    }
    return record;
  }

  private void fields(GenericRecord record, List<Schema.Field> defaulted) {
    form.tag('{');
    if (defaulted.isEmpty()) {
      byName(record.getSchema()).forEach(field -> field(field, record.get(field.pos())));
    } else {
      Map<String, Runnable> all = new TreeMap<>();
      byName(record.getSchema())
          .forEach(f -> all.put(f.name(), () -> field(f, record.get(f.pos()))));
      for (Schema.Field field : defaulted) {
        all.put(field.name(), () -> field(field, GenericData.get().getDefaultValue(field)));
      }
      all.values().forEach(Runnable::run);
    }
    form.tag('}');
  }

  private List<Schema.Field> byName(Schema schema) {
    return fieldsByName.computeIfAbsent(
        schema,
        s -> s.getFields().stream().sorted(Comparator.comparing(Schema.Field::name)).toList());
  }

  private void field(Schema.Field field, @Nullable Object value) {
    if (value != null) {
      form.text(field.name());
      value(field.schema(), value);
    }
  }

  private void value(Schema declared, @Nullable Object value) {
    if (value == null) {
      form.tag('z');
      return;
    }
    Schema schema = present(declared, value);
    if (value instanceof Utf8 text) {
      form.text(text.getBytes(), 0, text.getByteLength());
    } else if (value instanceof GenericFixed fixed) {
      bytes(schema, ByteBuffer.wrap(fixed.bytes()));
    } else if (value instanceof ByteBuffer buffer) {
      bytes(schema, buffer);
    } else if (value instanceof Float || value instanceof Double) {
      form.real(((Number) value).doubleValue());
    } else if (value instanceof Number number) {
      boolean millis = schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
      form.number(millis ? number.longValue() * 1000 : number.longValue());
    } else if (value instanceof Boolean flag) {
      form.tag(flag ? '+' : '-');
    } else if (value instanceof GenericRecord record) {
      fields(record, List.of());
    } else if (value instanceof Collection<?> items) {
      form.tag('[');
      items.forEach(item -> value(schema.getElementType(), item));
      form.tag(']');
    } else if (value instanceof Map<?, ?> map) {
      map(schema.getValueType(), map);
    } else {
      form.text(value.toString());
    }
  }

  private static Schema present(Schema schema, Object value) {
    return schema.getType() == Schema.Type.UNION
        ? schema.getTypes().get(GenericData.get().resolveUnion(schema, value))
        : schema;
  }

  private void bytes(Schema schema, ByteBuffer buffer) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      byte[] unscaled = new byte[buffer.remaining()];
      buffer.duplicate().get(unscaled);
      form.decimal(new BigDecimal(new BigInteger(unscaled), decimal.getScale()));
    } else {
      form.text(buffer);
    }
  }

  private void map(Schema valueType, Map<?, ?> map) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, item) -> sorted.put(key.toString(), item));
    form.tag('[');
    sorted.forEach(
        (key, item) -> {
          form.text(key);
          value(valueType, item);
        });
    form.tag(']');
  }
}
