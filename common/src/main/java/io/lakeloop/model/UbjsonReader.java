package io.lakeloop.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads Universal Binary JSON: big-endian, with typed and counted arrays.
 *
 * <p>Source: ubjson.org, draft 12, as XGBoost's {@code ubj} format uses it.
 */
final class UbjsonReader implements DocumentReader {
  private static final int UNCOUNTED = -1;
  private static final byte UNTYPED = 0;

  private final ByteBuffer bytes;
  private int nesting;

  UbjsonReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /** The head of an array or object: the type of its elements and how many, where they are told. */
  private record Container(byte type, int count) {}

  @Override
  public void object(Field field) throws ModelRefusedException {
    expect('{', marker());
    objectBody(field);
  }

  private void objectBody(Field field) throws ModelRefusedException {
    Container container = open();
    if (container.type() != UNTYPED) {
      throw corrupt("a typed object, which models do not have");
    }
    for (int i = 0; more(container, i, '}'); i++) {
      field.read(string());
    }
    nesting--;
  }

  @Override
  public void array(Element element) throws ModelRefusedException {
    expect('[', marker());
    Container container = open();
    if (container.type() != UNTYPED) {
      throw corrupt("an array of numbers where an array of objects is due");
    }
    for (int i = 0; more(container, i, ']'); i++) {
      element.read();
    }
    nesting--;
  }

  @Override
  public float[] floats() throws ModelRefusedException {
    expect('[', marker());
    Container container = open();
    float[] values = new float[countOf(container)];
    for (int i = 0; i < values.length; i++) {
      byte type = container.type() != UNTYPED ? container.type() : marker();
      values[i] =
          switch (type) {
            case 'd' -> need(4).getFloat();
            case 'D' -> (float) need(8).getDouble();
            default -> integer(type);
          };
    }
    close(container);
    return values;
  }

  @Override
  public int[] integers() throws ModelRefusedException {
    expect('[', marker());
    Container container = open();
    int[] values = new int[countOf(container)];
    for (int i = 0; i < values.length; i++) {
      long value = integer(container.type() != UNTYPED ? container.type() : marker());
      if (value != (int) value) {
        throw corrupt("the number " + value + ", which does not fit 32 bits");
      }
      values[i] = (int) value;
    }
    close(container);
    return values;
  }

  @Override
  public String text() throws ModelRefusedException {
    expect('S', marker());
    return string();
  }

  @Override
  public void skip() throws ModelRefusedException {
    skip(marker());
  }

  @Override
  public void end() throws ModelRefusedException {
    if (bytes.hasRemaining()) {
      throw corrupt("more bytes behind the model");
    }
  }

  private void skip(byte type) throws ModelRefusedException {
    switch (type) {
      case '{' -> objectBody(name -> skip());
      case '[' -> skipArray();
      case 'S', 'H' -> advance(length());
      case 'Z', 'N', 'T', 'F' -> {}
      default -> advance(width(type));
    }
  }

  private void skipArray() throws ModelRefusedException {
    Container container = open();
    if (container.type() != UNTYPED) {
      // The count was held against the bytes left, so that this cannot overflow.
      advance(container.count() * width(container.type()));
    } else {
      for (int i = 0; more(container, i, ']'); i++) {
        skip();
      }
    }
    nesting--;
  }

  /** Reads the optional type and count behind an opening bracket. */
  private Container open() throws ModelRefusedException {
    if (++nesting > MAX_NESTING) {
      throw corrupt("objects nested deeper than " + MAX_NESTING);
    }
    byte type = UNTYPED;
    if (peek() == '$') {
      marker();
      type = marker();
      if (peek() != '#') {
        throw corrupt("a typed array without a count");
      }
    }
    if (peek() != '#') {
      return new Container(UNTYPED, UNCOUNTED);
    }
    marker();
    long count = integer(marker());
    long width = type == UNTYPED ? 1 : width(type);
    if (count < 0 || count > bytes.remaining() / width) {
      throw corrupt("a count of " + count + ", more than there are bytes");
    }
    return new Container(type, (int) count);
  }

  /** Whether another element follows; passes over the closing bracket if there is none. */
  private boolean more(Container container, int read, char closing) throws ModelRefusedException {
    if (container.count() != UNCOUNTED) {
      return read < container.count();
    }
    if (peek() != closing) {
      return true;
    }
    marker();
    return false;
  }

  private int countOf(Container container) throws ModelRefusedException {
    if (container.count() == UNCOUNTED && peek() != ']') {
      throw corrupt("an array of numbers without a count");
    }
    return Math.max(0, container.count());
  }

  private void close(Container container) throws ModelRefusedException {
    if (container.count() == UNCOUNTED) {
      marker();
    }
    nesting--;
  }

  private String string() throws ModelRefusedException {
    byte[] text = new byte[length()];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private int length() throws ModelRefusedException {
    long length = integer(marker());
    if (length < 0 || length > bytes.remaining()) {
      throw corrupt("a string of " + length + " bytes, more than there are");
    }
    return (int) length;
  }

  private long integer(byte type) throws ModelRefusedException {
    return switch (type) {
      case 'i' -> need(1).get();
      case 'U' -> need(1).get() & 0xFF;
      case 'I' -> need(2).getShort();
      case 'l' -> need(4).getInt();
      case 'L' -> need(8).getLong();
      case 'T' -> 1;
      case 'F' -> 0;
      default -> throw corrupt("type '" + (char) type + "' where a whole number is due");
    };
  }

  private int width(byte type) throws ModelRefusedException {
    return switch (type) {
      case 'i', 'U', 'C' -> 1;
      case 'I' -> 2;
      case 'l', 'd' -> 4;
      case 'L', 'D' -> 8;
      default -> throw corrupt("type '" + (char) type + "', which is unknown");
    };
  }

  private byte marker() throws ModelRefusedException {
    return need(1).get();
  }

  private byte peek() throws ModelRefusedException {
    return need(1).get(bytes.position());
  }

  private void advance(int count) throws ModelRefusedException {
    need(count).position(bytes.position() + count);
  }

  private ByteBuffer need(int count) throws ModelRefusedException {
    if (count > bytes.remaining()) {
      throw corrupt("its end, too early");
    }
    return bytes;
  }

  private void expect(char expected, byte found) throws ModelRefusedException {
    if (found != expected) {
      throw corrupt("'" + (char) found + "' where '" + expected + "' is due");
    }
  }

  private ModelRefusedException corrupt(String what) {
    return ModelRefusedException.corrupt(
        "The UBJSON payload has, at byte %d, %s".formatted(bytes.position(), what));
  }
}
