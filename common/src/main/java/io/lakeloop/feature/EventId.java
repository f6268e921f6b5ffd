package io.lakeloop.feature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A transaction id in 16 bytes, with an order. Ids of up to 15 bytes in UTF-8 are kept as they are,
 * shorter ones first and then by their bytes, which for decimal numbers is their numeric order.
 * Longer ids are kept as 120 bits of their SHA-256, behind all short ones: nobody can make two that
 * meet, and their order, though arbitrary, is always the same.
 *
 * @param high length and first 7 bytes, or 0xFF and the first 7 bytes of the hash
 * @param low the other 8 bytes
 */
public record EventId(long high, long low) implements Comparable<EventId> {
  private static final int LITERAL_BYTES = 15;
  private static final int HIGH_BYTES = 7;
  private static final int LENGTH_SHIFT = 56;
  private static final long HASHED = 0xFFL << LENGTH_SHIFT;
  private static final MessageDigest SHA_256 = sha256();

  /** The id of a transaction. */
  public static EventId of(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LITERAL_BYTES) {
      byte[] hash = hash(bytes);
      return new EventId(
          HASHED | bigEndian(hash, 0, HIGH_BYTES), bigEndian(hash, HIGH_BYTES, LITERAL_BYTES));
    }
    int lowFrom = Math.max(0, bytes.length - Long.BYTES);
    return new EventId(
        ((long) bytes.length << LENGTH_SHIFT) | bigEndian(bytes, 0, lowFrom),
        bigEndian(bytes, lowFrom, bytes.length));
  }

  private static long bigEndian(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << Byte.SIZE | (bytes[i] & 0xFF);
    }
    return value;
  }

  private static byte[] hash(byte[] bytes) {
    try {
      // A clone of a digest that was never used costs a tenth of a look-up by name.
      return ((MessageDigest) SHA_256.clone()).digest(bytes);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this JDK's SHA-256 cannot be cloned", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public int compareTo(EventId other) {
    return compare(high, low, other.high, other.low);
  }

  /** The order of two ids given by their halves. */
  static int compare(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
  }
}
