package io.lakeloop.ingest.audit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit hash of what a record says: its offset and its non-null fields by name, in a form that
 * Avro records and Iceberg rows share. The first 8 bytes of SHA-256. Not thread-safe.
 */
final class ContentHash {
  private final MessageDigest digest;

  ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** The hash of a row, the columns named left out. */
  long ofRow(long offset, Record row, Collection<String> leftOut) {
    Map<String, String> fields = new TreeMap<>();
    for (Types.NestedField field : row.struct().fields()) {
      Object value = row.getField(field.name());
      if (value != null && !leftOut.contains(field.name())) {
        fields.put(field.name(), text(value));
      }
    }
    return hash(offset + " " + fields);
  }

  /** The hash of a record as Avro's generic reader gives it. */
  long ofRecord(long offset, GenericRecord record) {
    Map<String, String> fields = new TreeMap<>();
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value != null) {
        fields.put(field.name(), avroText(field.schema(), value));
      }
    }
    return hash(offset + " " + fields);
  }

  /** The hash of a record's raw bytes and headers, in which a header is its key and value. */
  long ofRaw(
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<Map.Entry<String, byte @Nullable []>> headers) {
    String headerText =
        headers.stream()
            .map(header -> header.getKey() + "=" + hex(header.getValue()))
            .collect(Collectors.joining(","));
    return hash(offset + " raw " + hex(key) + " " + hex(value) + " " + headerText);
  }

  private static String hex(byte @Nullable [] bytes) {
    return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
  }

  private long hash(String canonical) {
    byte[] sha = digest.digest(canonical.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(sha).getLong();
  }

  private static String text(Object value) {
    if (value instanceof OffsetDateTime time) {
      return Long.toString(DateTimeUtil.microsFromTimestamptz(time));
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof ByteBuffer buffer) {
      return hex(bytes(buffer));
    }
    if (value instanceof byte[] bytes) {
      return hex(bytes);
    }
    if (value instanceof StructLike || value instanceof Collection || value instanceof Map) {
      return structured(value);
    }
    return value.toString();
  }

  private static String structured(Object value) {
    if (value instanceof Record record) {
      Map<String, String> fields = new TreeMap<>();
      for (Types.NestedField field : record.struct().fields()) {
        Object item = record.getField(field.name());
        if (item != null) {
          fields.put(field.name(), text(item));
        }
      }
      return fields.toString();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, String> entries = new TreeMap<>();
      map.forEach((key, item) -> entries.put(key.toString(), item == null ? "" : text(item)));
      return entries.toString();
    }
    return ((Collection<?>) value)
        .stream().map(item -> item == null ? "" : text(item)).toList().toString();
  }

  private static String avroText(Schema schema, Object value) {
    if (schema.getType() == Schema.Type.UNION) {
      Schema present =
          schema.getTypes().stream()
              .filter(type -> type.getType() != Schema.Type.NULL)
              .findFirst()
              .orElse(schema);
      return avroText(present, value);
    }
    LogicalType logical = schema.getLogicalType();
    if (logical instanceof LogicalTypes.Decimal decimal && value instanceof ByteBuffer buffer) {
      return new BigDecimal(new BigInteger(bytes(buffer)), decimal.getScale()).toPlainString();
    }
    if (logical instanceof LogicalTypes.TimestampMillis) {
      return Long.toString((Long) value * 1000);
    }
    if (value instanceof GenericRecord record) {
      Map<String, String> fields = new TreeMap<>();
      for (Schema.Field field : record.getSchema().getFields()) {
        Object item = record.get(field.pos());
        if (item != null) {
          fields.put(field.name(), avroText(field.schema(), item));
        }
      }
      return fields.toString();
    }
    if (value instanceof Collection<?> items) {
      return items.stream()
          .map(item -> item == null ? "" : avroText(schema.getElementType(), item))
          .toList()
          .toString();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, String> entries = new TreeMap<>();
      map.forEach(
          (key, item) ->
              entries.put(
                  key.toString(), item == null ? "" : avroText(schema.getValueType(), item)));
      return entries.toString();
    }
    return value instanceof ByteBuffer buffer ? hex(bytes(buffer)) : value.toString();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
