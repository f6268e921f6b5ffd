package io.lakeloop.adapter.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads the same bytes by Avro's own decoder and compares. The build bounds what that one allocates
 * for a length that is garbage.
 */
class ArrayDecoderTest {
  private static final int FIXED_BYTES = 5;

  /** Kinds of values: how to write a random one, and how to read and skip it. */
  private enum Kind {
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    UTF8,
    STRING,
    BYTES,
    FIXED,
    ENUM,
    UNION,
    ARRAY,
    MAP;

    void write(Random random, Encoder out) throws IOException {
      switch (this) {
        case BOOLEAN -> out.writeBoolean(random.nextBoolean());
        case INT -> out.writeInt(random.nextInt() >> random.nextInt(32));
        case LONG -> out.writeLong(random.nextLong() >> random.nextInt(64));
        case FLOAT -> out.writeFloat(Float.intBitsToFloat(random.nextInt()));
        case DOUBLE -> out.writeDouble(Double.longBitsToDouble(random.nextLong()));
        case UTF8, STRING -> out.writeString("aé€💳".repeat(random.nextInt(6)));
        case BYTES -> out.writeBytes(bytes(random, random.nextInt(40)));
        case FIXED -> out.writeFixed(bytes(random, FIXED_BYTES));
        case ENUM -> out.writeEnum(random.nextInt(100));
        case UNION -> out.writeIndex(random.nextInt(2));
        case ARRAY -> writeArray(random, out);
        case MAP -> writeMap(random, out);
      }
    }

    Object read(Decoder in) throws IOException {
      return switch (this) {
        case BOOLEAN -> in.readBoolean();
        case INT -> in.readInt();
        case LONG -> in.readLong();
        case FLOAT -> in.readFloat();
        case DOUBLE -> in.readDouble();
        case UTF8 -> in.readString(null);
        case STRING -> in.readString();
        case BYTES -> in.readBytes(null);
        case FIXED -> readFixed(in);
        case ENUM -> in.readEnum();
        case UNION -> in.readIndex();
        case ARRAY -> readArray(in);
        case MAP -> readMap(in);
      };
    }

    void skip(Decoder in) throws IOException {
      switch (this) {
        case UTF8, STRING -> in.skipString();
        case BYTES -> in.skipBytes();
        case FIXED -> in.skipFixed(FIXED_BYTES);
        case ARRAY -> skipArray(in);
        case MAP -> skipMap(in);
        default -> read(in);
      }
    }

    private static Object readFixed(Decoder in) throws IOException {
      byte[] target = new byte[FIXED_BYTES + 2];
      in.readFixed(target, 1, FIXED_BYTES);
      return HexFormat.of().formatHex(target);
    }

    private static void writeArray(Random random, Encoder out) throws IOException {
      int count = random.nextInt(30);
      out.writeArrayStart();
      out.setItemCount(count);
      for (int i = 0; i < count; i++) {
        out.startItem();
        LONG.write(random, out);
      }
      out.writeArrayEnd();
    }

    private static Object readArray(Decoder in) throws IOException {
      List<Object> items = new ArrayList<>();
      for (long count = in.readArrayStart(); count != 0; count = in.arrayNext()) {
        for (long i = 0; i < count; i++) {
          items.add(in.readLong());
        }
      }
      return items;
    }

    private static void skipArray(Decoder in) throws IOException {
      for (long count = in.skipArray(); count != 0; count = in.skipArray()) {
        for (long i = 0; i < count; i++) {
          LONG.skip(in);
        }
      }
    }

    private static void writeMap(Random random, Encoder out) throws IOException {
      int count = random.nextInt(10);
      out.writeMapStart();
      out.setItemCount(count);
      for (int i = 0; i < count; i++) {
        out.startItem();
        out.writeString("key" + i);
        UTF8.write(random, out);
      }
      out.writeMapEnd();
    }

    private static Object readMap(Decoder in) throws IOException {
      Map<String, Object> entries = new LinkedHashMap<>();
      for (long count = in.readMapStart(); count != 0; count = in.mapNext()) {
        for (long i = 0; i < count; i++) {
          entries.put(in.readString(), UTF8.read(in));
        }
      }
      return entries;
    }

    private static void skipMap(Decoder in) throws IOException {
      for (long count = in.skipMap(); count != 0; count = in.skipMap()) {
        for (long i = 0; i < count; i++) {
          in.skipString();
          UTF8.skip(in);
        }
      }
    }

    private static byte[] bytes(Random random, int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }
  }

  /** The values read until the end or until the first error. */
  private record Outcome(List<Object> values, @Nullable Exception error) {
    static Outcome of(List<Kind> kinds, Decoder in) {
      List<Object> values = new ArrayList<>();
      try {
        for (Kind kind : kinds) {
          values.add(kind.read(in));
        }
        return new Outcome(values, null);
      } catch (IOException | AvroRuntimeException | UnsupportedOperationException e) {
        return new Outcome(values, e);
      }
    }
  }

  private static Outcome ofAvro(List<Kind> kinds, byte[] bytes, int offset) {
    return Outcome.of(
        kinds, DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null));
  }

  private static void assertSameAsAvro(
      List<Kind> kinds, byte[] bytes, int offset, ArrayDecoder decoder) {
    decoder.reset(bytes, offset);
    Outcome ours = Outcome.of(kinds, decoder);
    Outcome avros = ofAvro(kinds, bytes, offset);
    String input = kinds + " of " + HexFormat.of().formatHex(bytes);
    if (ours.error() != null) {
      assertThat(ours.error()).as(input).isInstanceOf(IOException.class);
      if (refusesMore(ours.error())) {
        assertThat(avros.values().subList(0, ours.values().size()))
            .as(input)
            .isEqualTo(ours.values());
        return;
      }
    }
    assertThat(ours.values()).as(input).isEqualTo(avros.values());
    assertThat(ours.error() == null)
        .as(input + ": " + avros.error())
        .isEqualTo(avros.error() == null);
  }

  /** Bytes that no encoder writes, of which Avro's decoder makes a value. */
  private static boolean refusesMore(Exception error) {
    String message = String.valueOf(error.getMessage());
    return message.startsWith("boolean of value") || message.startsWith("int out of range");
  }

  private static List<Kind> randomKinds(Random random) {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      kinds.add(Kind.values()[random.nextInt(Kind.values().length)]);
    }
    return kinds;
  }

  /** Values with random bytes before them, the arrays and maps in blocks of one of two forms. */
  private static byte[] encode(List<Kind> kinds, int offset, Random random) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(Kind.bytes(random, offset));
    EncoderFactory factory = new EncoderFactory().configureBlockSize(64);
    Encoder encoder =
        random.nextBoolean()
            ? factory.binaryEncoder(bytes, null)
            : factory.blockingBinaryEncoder(bytes, null);
    for (Kind kind : kinds) {
      kind.write(random, encoder);
    }
    encoder.flush();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsAndSkipsWhatAvroWrites(int seed) throws Exception {
    Random random = new Random(seed);
    ArrayDecoder decoder = new ArrayDecoder();
    for (int round = 0; round < 2_000; round++) {
      int offset = random.nextInt(12);
      List<Kind> kinds = randomKinds(random);
      byte[] bytes = encode(kinds, offset, random);

      assertSameAsAvro(kinds, bytes, offset, decoder);
      assertThat(decoder.remaining()).isZero();

      decoder.reset(bytes, offset);
      for (Kind kind : kinds) {
        kind.skip(decoder);
      }
      assertThat(decoder.remaining()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void refusesAValueThatIsCutOffAnywhere(int seed) throws Exception {
    Random random = new Random(seed);
    ArrayDecoder decoder = new ArrayDecoder();
    for (int round = 0; round < 100; round++) {
      List<Kind> kinds = randomKinds(random);
      byte[] whole = encode(kinds, 0, random);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertSameAsAvro(kinds, cut, 0, decoder);

        decoder.reset(cut, 0);
        assertThat(Outcome.of(kinds, decoder).error()).isInstanceOf(EOFException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void takesAndRefusesDamagedBytesAsAvroDoes(int seed) throws Exception {
    Random random = new Random(seed);
    ArrayDecoder decoder = new ArrayDecoder();
    for (int round = 0; round < 5_000; round++) {
      List<Kind> kinds = randomKinds(random);
      byte[] bytes = encode(kinds, 0, random);
      for (int flips = 1 + random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      assertSameAsAvro(kinds, bytes, 0, decoder);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void takesAndRefusesGarbageAsAvroDoes(Kind kind) {
    Random random = new Random(kind.name().hashCode());
    ArrayDecoder decoder = new ArrayDecoder();
    for (int round = 0; round < 5_000; round++) {
      byte[] garbage = Kind.bytes(random, random.nextInt(24));
      if (round % 2 == 0) {
        // Numbers of many bytes, which are rare otherwise.
        for (int i = 0; i < garbage.length - 1; i++) {
          garbage[i] |= (byte) (random.nextInt(8) == 0 ? 0 : 0x80);
        }
      }
      assertSameAsAvro(List.of(kind, kind), garbage, 0, decoder);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void neverFailsToEndOrThrowsAnythingElseOnSkippedGarbage(Kind kind) {
    Random random = new Random(kind.name().hashCode());
    ArrayDecoder decoder = new ArrayDecoder();
    for (int round = 0; round < 5_000; round++) {
      decoder.reset(Kind.bytes(random, random.nextInt(24)), 0);
      try {
        kind.skip(decoder);
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
      assertThat(decoder.remaining()).isNotNegative();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ARRAY, ffffffffffffffffff0100, block of -9223372036854775808 items",
    "ARRAY, feffffffffffffffff01, block of 9223372036854775807 items",
    "MAP, ffffffffffffffffff0100, block of -9223372036854775808 items",
    "BYTES, feffffff0f, length 2147483647 where 0 bytes are left",
    "UTF8, 01, length -1 where 0 bytes are left",
    "INT, 808080808000, number of more than 5 bytes",
    "INT, ffffffff7f, int out of range",
    "LONG, 8080808080808080808000, number of more than 10 bytes",
    "BOOLEAN, 02, boolean of value 2"
  })
  void refusesLengthsAndNumbersThatCannotBe(Kind kind, String hex, String message) {
    ArrayDecoder decoder = new ArrayDecoder();
    decoder.reset(HexFormat.of().parseHex(hex), 0);

    assertThatThrownBy(() -> kind.read(decoder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesToSkipABlockOfMoreItemsThanBytes() {
    ArrayDecoder decoder = new ArrayDecoder();
    decoder.reset(HexFormat.of().parseHex("feffffffffffffffff01"), 0);

    assertThatThrownBy(decoder::skipArray).isInstanceOf(EOFException.class);
  }
}
