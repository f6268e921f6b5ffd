package io.lakeloop.adapter.avro;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary decoding over a byte array that is not trusted. Avro's own decoder allocates what a
 * length prefix claims before it looks whether that many bytes are there, so that a few random
 * bytes can ask for two gigabytes; this one checks first. Reusable: {@link #reset} points it at the
 * next value. Not thread-safe.
 *
 * <p>Bytes that no encoder writes are refused where Avro's own decoder makes a value of them: a
 * boolean other than 0 and 1, an int of more than 32 bits. So is a block of more items than bytes
 * are left, which only items of no bytes could fill. Every refusal is an {@link IOException}.
 *
 * <p>Source: Avro specification, "Binary encoding".
 */
public final class ArrayDecoder extends Decoder {
  private static final int INT_BYTES = 5;
  private static final int LONG_BYTES = 10;

  private byte[] bytes = new byte[0];
  private int position;

  /** Starts reading a value's payload at {@code offset}. */
  public void reset(byte[] value, int offset) {
    this.bytes = value;
    this.position = offset;
  }

  /** Bytes not yet read. */
  public int remaining() {
    return bytes.length - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    byte value = bytes[advance(1)];
    if (value != 0 && value != 1) {
      throw new IOException("boolean of value " + value);
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = zigZag(INT_BYTES);
    if ((int) value != value) {
      throw new IOException("int out of range: " + value);
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    return zigZag(LONG_BYTES);
  }

  private long zigZag(int maxBytes) throws IOException {
    // Most numbers are lengths and indexes of one byte.
    if (position < bytes.length && bytes[position] >= 0) {
      long raw = bytes[position++];
      return (raw >>> 1) ^ -(raw & 1);
    }
    int end = Math.min(bytes.length, position + maxBytes);
    long raw = 0;
    int shift = 0;
    for (int at = position; at < end; at++) {
      byte next = bytes[at];
      raw |= (next & 0x7FL) << shift;
      if (next >= 0) {
        position = at + 1;
        return (raw >>> 1) ^ -(raw & 1);
      }
      shift += 7;
    }
    if (end < position + maxBytes) {
      throw endOfValue();
    }
    throw new IOException("number of more than " + maxBytes + " bytes");
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat((int) littleEndian(4));
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(littleEndian(8));
  }

  private long littleEndian(int length) throws IOException {
    int start = advance(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (bytes[start + i] & 0xFFL) << (8 * i);
    }
    return value;
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(slice(readLength()));
  }

  @Override
  public String readString() throws IOException {
    return new String(slice(readLength()), StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    advance(readLength());
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(slice(readLength()));
  }

  @Override
  public void skipBytes() throws IOException {
    advance(readLength());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    System.arraycopy(bytes, advance(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    advance(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return readBlockCount();
  }

  @Override
  public long arrayNext() throws IOException {
    return readBlockCount();
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return readBlockCount();
  }

  @Override
  public long mapNext() throws IOException {
    return readBlockCount();
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks();
  }

  /** A negative count is followed by the block's size in bytes. */
  private long readBlockCount() throws IOException {
    long count = readLong();
    if (count < 0) {
      readLong();
      count = -count;
    }
    return checkCount(count);
  }

  /** The smallest long stays negative when its sign is changed. */
  private long checkCount(long count) throws IOException {
    if (count < 0 || count > remaining()) {
      throw new EOFException("block of " + count + " items in " + remaining() + " bytes");
    }
    return count;
  }

  /**
   * Skips blocks that carry their size; returns the count of the first that does not, for the
   * caller to skip.
   */
  private long skipBlocks() throws IOException {
    long count = readLong();
    while (count < 0) {
      advance(readLength());
      count = readLong();
    }
    return checkCount(count);
  }

  private int readLength() throws IOException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new EOFException("length " + length + " where " + remaining() + " bytes are left");
    }
    return (int) length;
  }

  private byte[] slice(int length) throws IOException {
    int start = advance(length);
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  private int advance(int length) throws IOException {
    int start = position;
    if (length < 0 || length > bytes.length - start) {
      throw endOfValue();
    }
    position = start + length;
    return start;
  }

  private EOFException endOfValue() {
    return new EOFException("value ends after " + bytes.length + " bytes");
  }
}
