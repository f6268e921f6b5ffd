package io.lakeloop.adapter.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.domain.RejectReason;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void readsTheFingerprintOfASingleObjectLittleEndian() throws Exception {
    byte[] value = HEX.parseHex("c3010807060504030201ff");

    assertThat(Framing.of(value)).isEqualTo(Framing.SINGLE_OBJECT);
    assertThat(Framing.SINGLE_OBJECT.schemaId(value)).isEqualTo(0x0102030405060708L);
    assertThat(Framing.SINGLE_OBJECT.headerBytes()).isEqualTo(10);
  }

  @Test
  void readsTheIdOfConfluentFramingBigEndian() throws Exception {
    byte[] value = HEX.parseHex("0001020304ff");

    assertThat(Framing.of(value)).isEqualTo(Framing.CONFLUENT);
    assertThat(Framing.CONFLUENT.schemaId(value)).isEqualTo(0x01020304);
    assertThat(Framing.CONFLUENT.headerBytes()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(Framing.class)
  void readsBackTheHeadersThatItMakes(Framing framing) throws Exception {
    for (long id : new long[] {0, 1, 255, 256, Integer.MAX_VALUE}) {
      byte[] header = framing.header(id);

      assertThat(header).hasSize(framing.headerBytes());
      assertThat(Framing.of(header)).isEqualTo(framing);
      assertThat(framing.schemaId(header)).isEqualTo(id);
    }
  }

  @Test
  void takesFingerprintsOf64BitsAndIdsOf32() {
    byte[] header = Framing.SINGLE_OBJECT.header(Long.MIN_VALUE);

    assertThat(Framing.SINGLE_OBJECT.schemaId(header)).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> Framing.CONFLUENT.header(1L << 31))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void namesASchemaAsAvrosOwnEncoderDoes() throws Exception {
    Schema schema = Schema.create(Schema.Type.STRING);
    ByteBuffer message =
        new BinaryMessageEncoder<CharSequence>(GenericData.get(), schema).encode("x");
    byte[] value = new byte[message.remaining()];
    message.get(value);

    assertThat(Framing.of(value)).isEqualTo(Framing.SINGLE_OBJECT);
    assertThat(Framing.SINGLE_OBJECT.schemaId(value)).isEqualTo(Framing.fingerprint(schema));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c3",
        "c301",
        "c30108070605040302", // one byte of the fingerprint is missing
        "00",
        "00010203", // one byte of the id is missing
        "c30208070605040302010000",
        "01000000010000",
        "7b226964223a317d00000000"
      })
  void refusesAValueWithoutAWholeHeader(String hex) {
    assertThatThrownBy(() -> Framing.of(HEX.parseHex(hex)))
        .isInstanceOfSatisfying(
            RejectedRecordException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.UNDECODABLE))
        .hasMessageStartingWith(
            "value of %d bytes starts with '%s': no whole header",
            hex.length() / 2, hex.substring(0, Math.min(20, hex.length())));
  }
}
