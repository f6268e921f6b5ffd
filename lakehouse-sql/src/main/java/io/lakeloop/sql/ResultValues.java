package io.lakeloop.sql;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/** Values of results as people and JSON have them. Times are UTC, in ISO form; bytes are hex. */
final class ResultValues {
  private ResultValues() {}

  /** A value of numbers, truth, text, lists and maps alone. */
  static @Nullable Object plain(@Nullable Object value) {
    if (value == null
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof String) {
      return value instanceof Double number && !Double.isFinite(number) ? number.toString() : value;
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof Row row) {
      return ofRow(row);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new TreeMap<>();
      map.forEach((key, entry) -> plain.put(String.valueOf(key), plain(entry)));
      return plain;
    }
    if (value.getClass().isArray()) {
      List<@Nullable Object> plain = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        plain.add(plain(Array.get(value, i)));
      }
      return plain;
    }
    return value.toString();
  }

  private static Object ofRow(Row row) {
    Set<String> names = row.getFieldNames(true);
    if (names == null) {
      List<@Nullable Object> plain = new ArrayList<>();
      for (int i = 0; i < row.getArity(); i++) {
        plain.add(plain(row.getField(i)));
      }
      return plain;
    }
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    names.forEach(name -> plain.put(name, plain(row.getField(name))));
    return plain;
  }

  /** A value as text; null is empty. */
  static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return printable(bytes);
    }
    if (value instanceof Instant || value instanceof TemporalAccessor) {
      return value.toString();
    }
    return String.valueOf(plain(value));
  }

  private static String printable(byte[] bytes) {
    boolean isText = true;
    for (byte b : bytes) {
      isText &= b >= ' ' && b < 127;
    }
    return isText ? new String(bytes, StandardCharsets.US_ASCII) : HexFormat.of().formatHex(bytes);
  }
}
