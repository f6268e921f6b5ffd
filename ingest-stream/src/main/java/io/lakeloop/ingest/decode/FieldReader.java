package io.lakeloop.ingest.decode;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.util.Utf8;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Avro field as the object that a Flink row holds for it. Made once per field, called
 * once per record, on a {@link ResolvingDecoder} or on one whose bytes have the very schema that
 * the reader was made for.
 */
@FunctionalInterface
interface FieldReader {
  /** 10 to the power of 0 … 18. */
  long[] TEN_TO_THE = LongStream.iterate(1, power -> power * 10).limit(19).toArray();

  /** The value, null where the field's union says null. */
  @Nullable Object read(Decoder in) throws IOException;

  /**
   * The reader for a field of a schema.
   *
   * @throws UnsupportedSchemaException for a type that the lake has no column for
   */
  static FieldReader of(Schema schema) throws UnsupportedSchemaException {
    return switch (schema.getType()) {
      case BOOLEAN -> Decoder::readBoolean;
      case INT -> Decoder::readInt;
      case LONG -> ofLong(schema.getLogicalType());
      case FLOAT -> Decoder::readFloat;
      case DOUBLE -> Decoder::readDouble;
      case STRING -> FieldReader::readString;
      case BYTES -> ofBytes(schema.getLogicalType());
      case FIXED -> ofFixed(schema);
      case ENUM -> ofEnum(schema.getEnumSymbols());
      case ARRAY -> ofArray(of(schema.getElementType()));
      case MAP -> ofMap(of(schema.getValueType()));
      case RECORD -> ofRecord(schema);
      case UNION -> ofOptional(schema);
      case NULL -> throw new UnsupportedSchemaException("a field of type null alone");
    };
  }

  private static FieldReader ofLong(@Nullable LogicalType type) {
    if (type instanceof LogicalTypes.TimestampMicros) {
      return in -> timestamp(in.readLong());
    }
    if (type instanceof LogicalTypes.TimestampMillis) {
      return in -> TimestampData.fromEpochMillis(in.readLong());
    }
    return Decoder::readLong;
  }

  /** A timestamp from UTC microseconds since 1970. */
  static TimestampData timestamp(long micros) {
    long millis = Math.floorDiv(micros, 1000L);
    return TimestampData.fromEpochMillis(millis, (int) (micros - millis * 1000L) * 1000);
  }

  private static StringData readString(Decoder in) throws IOException {
    Utf8 utf8 = in.readString(null);
    return StringData.fromBytes(utf8.getBytes(), 0, utf8.getByteLength());
  }

  private static FieldReader ofBytes(@Nullable LogicalType type) {
    if (type instanceof LogicalTypes.Decimal decimal) {
      return in -> decimal(in.readBytes(null), decimal);
    }
    return in -> {
      ByteBuffer buffer = in.readBytes(null);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    };
  }

  private static FieldReader ofFixed(Schema schema) {
    int size = schema.getFixedSize();
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return in -> {
        byte[] bytes = new byte[size];
        in.readFixed(bytes, 0, size);
        return decimal(ByteBuffer.wrap(bytes), decimal);
      };
    }
    return in -> {
      byte[] bytes = new byte[size];
      in.readFixed(bytes, 0, size);
      return bytes;
    };
  }

  /**
   * Null when the value has more digits than the type: the caller tells that from an absent value.
   */
  private static @Nullable DecimalData decimal(ByteBuffer bytes, LogicalTypes.Decimal type)
      throws IOException {
    int length = bytes.remaining();
    if (length == 0) {
      throw new IOException("a decimal of no bytes");
    }
    if (length <= 8 && type.getPrecision() <= 18) {
      long unscaled = bytes.get();
      while (bytes.hasRemaining()) {
        unscaled = (unscaled << 8) | (bytes.get() & 0xFF);
      }
      long limit = TEN_TO_THE[type.getPrecision()];
      if (-limit < unscaled && unscaled < limit) {
        return DecimalData.fromUnscaledLong(unscaled, type.getPrecision(), type.getScale());
      }
      throw new DecimalOverflowException(BigInteger.valueOf(unscaled), type);
    }
    byte[] array = new byte[length];
    bytes.get(array);
    BigInteger unscaled = new BigInteger(array);
    DecimalData value =
        DecimalData.fromBigDecimal(
            new BigDecimal(unscaled, type.getScale()), type.getPrecision(), type.getScale());
    if (value == null) {
      throw new DecimalOverflowException(unscaled, type);
    }
    return value;
  }

  private static FieldReader ofEnum(List<String> symbols) {
    StringData[] names = symbols.stream().map(StringData::fromString).toArray(StringData[]::new);
    return in -> names[in.readEnum()];
  }

  private static FieldReader ofArray(FieldReader element) {
    return in -> {
      List<@Nullable Object> items = new ArrayList<>();
      for (long count = in.readArrayStart(); count != 0; count = in.arrayNext()) {
        for (long i = 0; i < count; i++) {
          items.add(element.read(in));
        }
      }
      return new GenericArrayData(items.toArray());
    };
  }

  private static FieldReader ofMap(FieldReader value) {
    return in -> {
      Map<StringData, @Nullable Object> entries = new HashMap<>();
      for (long count = in.readMapStart(); count != 0; count = in.mapNext()) {
        for (long i = 0; i < count; i++) {
          entries.put(readString(in), value.read(in));
        }
      }
      return new GenericMapData(entries);
    };
  }

  private static FieldReader ofRecord(Schema schema) throws UnsupportedSchemaException {
    FieldReader[] readers = new FieldReader[schema.getFields().size()];
    for (Schema.Field field : schema.getFields()) {
      readers[field.pos()] = of(field.schema());
    }
    Schema.Field[] fields = schema.getFields().toArray(Schema.Field[]::new);
    return in -> {
      GenericRowData row = new GenericRowData(readers.length);
      for (Schema.Field field : fieldOrder(in, fields)) {
        row.setField(field.pos(), readers[field.pos()].read(in));
      }
      return row;
    };
  }

  /** The order in which the fields of a record come: the writer's, where that is another. */
  static Schema.Field[] fieldOrder(Decoder in, Schema.Field[] declared) throws IOException {
    return in instanceof ResolvingDecoder resolving ? resolving.readFieldOrder() : declared;
  }

  private static FieldReader ofOptional(Schema union) throws UnsupportedSchemaException {
    List<Schema> types = union.getTypes();
    if (types.size() == 1) {
      FieldReader only = of(types.get(0));
      return in -> {
        in.readIndex();
        return only.read(in);
      };
    }
    if (types.size() != 2 || !union.isNullable()) {
      throw new UnsupportedSchemaException("a union other than of null and one type: " + union);
    }
    int nullIndex = types.get(0).getType() == Schema.Type.NULL ? 0 : 1;
    FieldReader value = of(types.get(1 - nullIndex));
    return in -> {
      if (in.readIndex() == nullIndex) {
        in.readNull();
        return null;
      }
      return value.read(in);
    };
  }

  /** A decimal with more digits than its type allows. */
  final class DecimalOverflowException extends IOException {
    private static final long serialVersionUID = 1L;

    DecimalOverflowException(BigInteger unscaled, LogicalTypes.Decimal type) {
      super(
          "unscaled value %s needs more than the %d digits of its type"
              .formatted(unscaled, type.getPrecision()));
    }
  }
}
