package io.lakeloop.adapter.avro;

import io.lakeloop.domain.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The bytes in front of an Avro payload that say which schema wrote it.
 *
 * <p>Source: Avro specification, "Single object encoding"; Confluent Schema Registry, "Wire
 * format".
 */
public enum Framing {
  /** {@code C3 01}, then the schema's CRC-64-AVRO fingerprint, little-endian. */
  SINGLE_OBJECT(10),
  /** {@code 00}, then the registry's schema id, big-endian. */
  CONFLUENT(5);

  private final int headerBytes;

  Framing(int headerBytes) {
    this.headerBytes = headerBytes;
  }

  /** Length of the header in bytes: the payload starts there. */
  public int headerBytes() {
    return headerBytes;
  }

  /**
   * Tells the framing of a record by its first bytes.
   *
   * @throws RejectedRecordException UNDECODABLE when the value starts with no whole header of
   *     either
   */
  public static Framing of(byte[] value) throws RejectedRecordException {
    if (value.length >= SINGLE_OBJECT.headerBytes && value[0] == (byte) 0xC3 && value[1] == 1) {
      return SINGLE_OBJECT;
    }
    if (value.length >= CONFLUENT.headerBytes && value[0] == 0) {
      return CONFLUENT;
    }
    String head = HexFormat.of().formatHex(value, 0, Math.min(value.length, 10));
    throw new RejectedRecordException(
        RejectReason.UNDECODABLE,
        "value of "
            + value.length
            + " bytes starts with '"
            + head
            + "': no whole header of Avro single-object encoding (c301, 8 bytes) or of Confluent"
            + " framing (00, 4 bytes)");
  }

  /** The schema id in a value of this framing. */
  public long schemaId(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return this == SINGLE_OBJECT
        ? buffer.order(ByteOrder.LITTLE_ENDIAN).getLong(2)
        : buffer.order(ByteOrder.BIG_ENDIAN).getInt(1);
  }

  /** The header for a schema id, as {@link #schemaId} reads it back. */
  public byte[] header(long schemaId) {
    ByteBuffer buffer = ByteBuffer.allocate(headerBytes);
    if (this == SINGLE_OBJECT) {
      return buffer
          .put((byte) 0xC3)
          .put((byte) 1)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(schemaId)
          .array();
    }
    return buffer.put((byte) 0).putInt(Math.toIntExact(schemaId)).array();
  }

  /** The CRC-64-AVRO fingerprint under which single-object encoding names a schema. */
  public static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }
}
