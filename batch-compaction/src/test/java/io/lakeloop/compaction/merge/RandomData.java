package io.lakeloop.compaction.merge;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Random schemas over every type of Iceberg's format 2, and random rows of them. */
final class RandomData {
  private static final List<Function<Random, Type>> PRIMITIVES =
      List.of(
          random -> Types.BooleanType.get(),
          random -> Types.IntegerType.get(),
          random -> Types.LongType.get(),
          random -> Types.FloatType.get(),
          random -> Types.DoubleType.get(),
          random -> Types.DecimalType.of(9, 3),
          random -> Types.DecimalType.of(18, 2),
          random -> Types.DecimalType.of(38, 10),
          random -> Types.DateType.get(),
          random -> Types.TimeType.get(),
          random -> Types.TimestampType.withoutZone(),
          random -> Types.TimestampType.withZone(),
          random -> Types.StringType.get(),
          random -> Types.StringType.get(),
          random -> Types.UUIDType.get(),
          random -> Types.FixedType.ofLength(1 + random.nextInt(20)),
          random -> Types.BinaryType.get());

  private final Random random;
  private int lastId;

  RandomData(Random random) {
    this.random = random;
  }

  Schema schema() {
    return new Schema(fields(1 + random.nextInt(7), 0));
  }

  private List<NestedField> fields(int count, int depth) {
    List<NestedField> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = ++lastId;
      fields.add(
          random.nextInt(3) > 0
              ? NestedField.optional(id, "f" + id, type(depth))
              : NestedField.required(id, "f" + id, type(depth)));
    }
    return fields;
  }

  private Type type(int depth) {
    switch (depth > 2 ? 9 : random.nextInt(10)) {
      case 0 -> {
        return Types.StructType.of(fields(1 + random.nextInt(3), depth + 1));
      }
      case 1 -> {
        int id = ++lastId;
        return random.nextBoolean()
            ? Types.ListType.ofOptional(id, type(depth + 1))
            : Types.ListType.ofRequired(id, type(depth + 1));
      }
      case 2 -> {
        int key = ++lastId;
        int value = ++lastId;
        return random.nextBoolean()
            ? Types.MapType.ofOptional(key, value, Types.StringType.get(), type(depth + 1))
            : Types.MapType.ofRequired(key, value, Types.IntegerType.get(), type(depth + 1));
      }
      default -> {
        return PRIMITIVES.get(random.nextInt(PRIMITIVES.size())).apply(random);
      }
    }
  }

  /** Makes rows of a schema; each column has a nature: few values or many, often null or never. */
  Supplier<Record> rows(Schema schema) {
    Supplier<Object> row = values(schema.asStruct());
    return () -> (Record) row.get();
  }

  private Supplier<Object> values(Type type) {
    switch (type.typeId()) {
      case STRUCT -> {
        Types.StructType struct = type.asStructType();
        List<Supplier<Object>> fields = new ArrayList<>();
        for (NestedField field : struct.fields()) {
          fields.add(optional(field.isOptional(), values(field.type())));
        }
        return () -> {
          Record record = GenericRecord.create(struct);
          for (int i = 0; i < fields.size(); i++) {
            record.set(i, fields.get(i).get());
          }
          return record;
        };
      }
      case LIST -> {
        Supplier<Object> elements =
            optional(
                type.asListType().isElementOptional(), values(type.asListType().elementType()));
        return () -> {
          List<Object> list = new ArrayList<>();
          for (int left = random.nextInt(4); left > 0; left--) {
            list.add(elements.get());
          }
          return list;
        };
      }
      case MAP -> {
        Supplier<Object> keys = values(type.asMapType().keyType());
        Supplier<Object> values =
            optional(type.asMapType().isValueOptional(), values(type.asMapType().valueType()));
        return () -> {
          Map<Object, Object> map = new LinkedHashMap<>();
          for (int left = random.nextInt(4); left > 0; left--) {
            map.put(keys.get(), values.get());
          }
          return map;
        };
      }
      default -> {
        return primitives(type);
      }
    }
  }

  private Supplier<Object> optional(boolean optional, Supplier<Object> values) {
    double nulls = optional ? List.of(0.0, 0.1, 0.9, 1.0).get(random.nextInt(4)) : 0;
    return () -> random.nextDouble() < nulls ? null : values.get();
  }

  private Supplier<Object> primitives(Type type) {
    return switch (random.nextInt(3)) {
      case 0 -> { // few values: dictionaries
        List<Object> few = new ArrayList<>();
        for (int left = 1 + random.nextInt(30); left > 0; left--) {
          few.add(primitive(type));
        }
        yield () -> few.get(random.nextInt(few.size()));
      }
      case 1 -> { // more and more values: dictionaries that overflow
        List<Object> more = new ArrayList<>(List.of(primitive(type)));
        yield () -> {
          if (random.nextInt(3) == 0) {
            more.add(primitive(type));
          }
          return more.get(random.nextInt(more.size()));
        };
      }
      default -> () -> primitive(type);
    };
  }

  private Object primitive(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> random.nextBoolean();
      case INTEGER -> random.nextInt();
      case LONG -> random.nextLong();
      case FLOAT -> pick((float) random.nextGaussian(), Float.NaN, -0.0f, 0.0f, Float.MAX_VALUE);
      case DOUBLE -> pick(random.nextGaussian(), Double.NaN, -0.0, 0.0, Double.NEGATIVE_INFINITY);
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield new BigDecimal(
            new BigInteger((int) (decimal.precision() * 3.3), random), decimal.scale());
      }
      case DATE -> LocalDate.ofEpochDay(random.nextInt(40_000) - 10_000);
      case TIME -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000);
      case TIMESTAMP -> {
        LocalDateTime time =
            LocalDateTime.ofInstant(
                Instant.EPOCH.plus(random.nextLong(1L << 51) - (1L << 49), ChronoUnit.MICROS),
                ZoneOffset.UTC);
        yield ((Types.TimestampType) type).shouldAdjustToUTC()
            ? time.atOffset(ZoneOffset.UTC)
            : time;
      }
      case STRING -> string();
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case FIXED -> bytes(((Types.FixedType) type).length());
      case BINARY -> ByteBuffer.wrap(bytes(random.nextInt(random.nextInt(10) == 0 ? 200 : 20)));
      default -> throw new IllegalArgumentException("No values of " + type);
    };
  }

  private Object pick(Object usual, Object... special) {
    return random.nextInt(4) > 0 ? usual : special[random.nextInt(special.length)];
  }

  private String string() {
    int length = random.nextInt(random.nextInt(10) == 0 ? 150 : 12);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(20) == 0 ? 0x1F600 : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
