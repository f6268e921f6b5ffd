package io.lakeloop.ingest.audit;

import io.lakeloop.adapter.iceberg.LakeTable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Hashes rows of the lake as Iceberg's generic reader gives them. Not thread-safe; one for each
 * file, since each file's reader has row types of its own.
 */
final class RowContent {
  private static final Set<String> FILLED_BY_THE_JOB =
      Set.of(
          LakeTable.KAFKA_PARTITION,
          LakeTable.KAFKA_OFFSET,
          LakeTable.INGESTED_AT,
          LakeTable.SCHEMA_ID);

  private final CanonicalForm form = new CanonicalForm();
  private final IdentityHashMap<Types.StructType, List<Types.NestedField>> fieldsByName =
      new IdentityHashMap<>();

  /** The hash of a good row: its offset and the columns that the record itself fills. */
  long ofGoodRow(long offset, Record row) {
    form.begin(offset);
    fields(row, FILLED_BY_THE_JOB);
    return form.hash();
  }

  /** The hash of a dead letter: its offset, raw key and value, and headers. */
  long ofDeadLetter(long offset, Record row) {
    List<Map.Entry<String, byte @Nullable []>> headers = new ArrayList<>();
    for (Object header : (List<?>) row.getField("headers")) {
      Record entry = (Record) header;
      headers.add(
          new SimpleImmutableEntry<>(
              (String) entry.getField("key"), bytes(entry.getField("value"))));
    }
    form.begin(offset);
    form.raw(bytes(row.getField("key")), bytes(row.getField("value")), headers);
    return form.hash();
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    ByteBuffer buffer = (ByteBuffer) value;
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private void fields(Record row, Set<String> leftOut) {
    List<Types.NestedField> fields =
        fieldsByName.computeIfAbsent(
            row.struct(),
            type ->
                type.fields().stream()
                    .filter(field -> !leftOut.contains(field.name()))
                    .sorted(Comparator.comparing(Types.NestedField::name))
                    .toList());
    form.tag('{');
    for (Types.NestedField field : fields) {
      Object value = row.getField(field.name());
      if (value != null) {
        form.text(field.name());
        value(value);
      }
    }
    form.tag('}');
  }

  private void value(@Nullable Object value) {
    if (value == null) {
      form.tag('z');
    } else if (value instanceof CharSequence text) {
      form.text(text);
    } else if (value instanceof Float || value instanceof Double) {
      form.real(((Number) value).doubleValue());
    } else if (value instanceof BigDecimal decimal) {
      form.decimal(decimal);
    } else if (value instanceof Number number) {
      form.number(number.longValue());
    } else if (value instanceof Boolean flag) {
      form.tag(flag ? '+' : '-');
    } else if (value instanceof ByteBuffer buffer) {
      form.text(buffer);
    } else if (value instanceof byte[] bytes) {
      form.text(bytes);
    } else if (value instanceof Record row) {
      fields(row, Set.of());
    } else if (value instanceof Collection<?> items) {
      form.tag('[');
      items.forEach(this::value);
      form.tag(']');
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else {
      time(value);
    }
  }

  private void map(Map<?, ?> map) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, item) -> sorted.put(key.toString(), item));
    form.tag('[');
    sorted.forEach(
        (key, item) -> {
          form.text(key);
          value(item);
        });
    form.tag(']');
  }

  private void time(Object value) {
    if (value instanceof OffsetDateTime time) {
      form.number(DateTimeUtil.microsFromTimestamptz(time));
    } else if (value instanceof LocalDateTime time) {
      form.number(DateTimeUtil.microsFromTimestamp(time));
    } else if (value instanceof LocalDate date) {
      form.number(date.toEpochDay());
    } else if (value instanceof LocalTime time) {
      form.number(time.toNanoOfDay() / 1000);
    } else {
      form.text(value.toString());
    }
  }
}
