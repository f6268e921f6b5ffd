package io.lakeloop.ingest.audit;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a record and its row are both reduced to, and their hash. Every value stands
 * behind a tag and texts behind their length, so that different contents never give the same bytes.
 * Numbers that are equal give the same bytes whatever their type, because Avro may promote them.
 *
 * <p>A buffer that is used over and over; not thread-safe.
 */
final class CanonicalForm {
  private static final int SHA_256_BYTES = 32;
  private static final double EXACT_LIMIT = 0x1p53;

  private final MessageDigest digest;
  private final byte[] sha = new byte[SHA_256_BYTES];
  private byte[] bytes = new byte[512];
  private int length;

  CanonicalForm() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Starts the form of the record at an offset. */
  void begin(long offset) {
    length = 0;
    number(offset);
  }

  /** The first 8 bytes of the form's SHA-256. */
  long hash() {
    try {
      digest.update(bytes, 0, length);
      digest.digest(sha, 0, SHA_256_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
    return ByteBuffer.wrap(sha).getLong();
  }

  /** A mark such as the beginning or end of a structure, or an absent value. */
  void tag(char tag) {
    reserve(1);
    bytes[length++] = (byte) tag;
  }

  void number(long value) {
    tag('n');
    putLong(value);
  }

  void real(double value) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT_LIMIT) {
      number((long) value);
    } else {
      tag('r');
      putLong(Double.doubleToLongBits(value));
    }
  }

  void decimal(BigDecimal value) {
    BigDecimal shortest = value.stripTrailingZeros();
    tag('d');
    putLong(shortest.scale());
    text(shortest.unscaledValue().toByteArray());
  }

  void text(CharSequence value) {
    text(value.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A text in UTF-8, or bytes: Avro takes one for the other. */
  void text(byte[] value) {
    text(value, 0, value.length);
  }

  void text(byte[] value, int offset, int count) {
    tag('t');
    putLong(count);
    reserve(count);
    System.arraycopy(value, offset, bytes, length, count);
    length += count;
  }

  void text(ByteBuffer value) {
    tag('t');
    putLong(value.remaining());
    reserve(value.remaining());
    value.duplicate().get(bytes, length, value.remaining());
    length += value.remaining();
  }

  /** A record as it stands in Kafka: its raw key, value and headers. */
  void raw(
      byte @Nullable [] key,
      byte @Nullable [] value,
      List<Map.Entry<String, byte @Nullable []>> headers) {
    optional(key);
    optional(value);
    for (Map.Entry<String, byte @Nullable []> header : headers) {
      text(header.getKey());
      optional(header.getValue());
    }
  }

  private void optional(byte @Nullable [] value) {
    if (value == null) {
      tag('z');
    } else {
      text(value);
    }
  }

  private void putLong(long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
