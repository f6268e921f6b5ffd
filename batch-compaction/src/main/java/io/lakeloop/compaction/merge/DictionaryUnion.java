package io.lakeloop.compaction.merge;

import java.util.Arrays;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The dictionaries of several column chunks made one. Entries are kept as the bytes of their plain
 * encoding, whatever their type, so that no value is decoded.
 */
final class DictionaryUnion {
  private static final int LENGTH_BYTES = 4;

  private final int entryBytes; // 0: each entry has its length in front
  private final int maxBytes;
  private byte[] bytes = new byte[1 << 12];
  private int[] ends = new int[1 << 8];
  private int[] slots = new int[1 << 10]; // id + 1; linear probing, at most half full
  private int size;
  private boolean full;

  /**
   * Starts empty.
   *
   * @param maxBytes how large the dictionary may become, in its plain encoding
   */
  DictionaryUnion(ColumnDescriptor column, int maxBytes) {
    this.entryBytes =
        switch (column.getPrimitiveType().getPrimitiveTypeName()) {
          case INT32, FLOAT -> Integer.BYTES;
          case INT64, DOUBLE -> Long.BYTES;
          case FIXED_LEN_BYTE_ARRAY -> column.getPrimitiveType().getTypeLength();
          case BINARY -> 0;
          default -> throw new IllegalArgumentException("No dictionary of " + column);
        };
    this.maxBytes = maxBytes;
  }

  int size() {
    return size;
  }

  int sizeBytes() {
    return size == 0 ? 0 : ends[size - 1];
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, sizeBytes());
  }

  /**
   * Adds a dictionary, or nothing of it if the union would become too large. After the first that
   * does not fit it takes no more, as Parquet's writer does; trying each costs more than it gains.
   *
   * @return for each of its ids that of the union; null if it does not fit
   */
  int @Nullable [] add(byte[] plain, int count) {
    if (full) {
      return null;
    }
    int[] ids = new int[count];
    int before = size;
    int start = 0;
    for (int i = 0; i < count; i++) {
      int length = entryLength(plain, start);
      ids[i] = idOf(plain, start, length);
      start += length;
      if (sizeBytes() > maxBytes) {
        full = true;
        forgetFrom(before);
        return null;
      }
    }
    return ids;
  }

  /** The length of the entry that starts at a place, with its length field if it has one. */
  int entryLength(byte[] plain, int start) {
    return entryBytes > 0 ? entryBytes : LENGTH_BYTES + littleEndian(plain, start);
  }

  private int idOf(byte[] plain, int start, int length) {
    int mask = slots.length - 1;
    int slot = hash(plain, start, length) & mask;
    while (slots[slot] != 0) {
      int id = slots[slot] - 1;
      int from = id == 0 ? 0 : ends[id - 1];
      if (Arrays.equals(bytes, from, ends[id], plain, start, start + length)) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    append(plain, start, length);
    slots[slot] = size;
    if (size * 2 > slots.length) {
      rehash(slots.length * 2);
    }
    return size - 1;
  }

  private void append(byte[] plain, int start, int length) {
    int from = sizeBytes();
    if (from + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(from + length, bytes.length * 2));
    }
    System.arraycopy(plain, start, bytes, from, length);
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
    }
    ends[size++] = from + length;
  }

  private void forgetFrom(int id) {
    size = id;
    rehash(slots.length);
  }

  private void rehash(int capacity) {
    slots = new int[capacity];
    int mask = capacity - 1;
    for (int id = 0; id < size; id++) {
      int from = id == 0 ? 0 : ends[id - 1];
      int slot = hash(bytes, from, ends[id] - from) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = id + 1;
    }
  }

  private static int hash(byte[] plain, int start, int length) {
    int hash = 1;
    for (int i = start; i < start + length; i++) {
      hash = 31 * hash + plain[i];
    }
    hash *= 0x9E3779B9; // spreads what 31 leaves in the low bits
    return hash ^ (hash >>> 15);
  }

  static int littleEndian(byte[] bytes, int start) {
    return (bytes[start] & 0xff)
        | (bytes[start + 1] & 0xff) << 8
        | (bytes[start + 2] & 0xff) << 16
        | (bytes[start + 3] & 0xff) << 24;
  }
}
