package io.lakeloop.ingest.decode;

import io.lakeloop.adapter.avro.ArrayDecoder;
import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.avro.SchemaSource;
import io.lakeloop.adapter.iceberg.RowTimes;
import io.lakeloop.domain.RecordRules;
import io.lakeloop.domain.RejectReason;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.jspecify.annotations.Nullable;

/**
 * Turns the values of one stream into rows, or says why one cannot be used. Both framings and every
 * schema version that resolves are taken. Keeps one {@link RowLayout} per writer's schema; not
 * thread-safe.
 */
public final class RowDecoder {
  private final StreamDefinition stream;
  private final RecordRules rules;
  private final int maxBytes;
  private final Map<Framing, SchemaSource> sources;
  private final Map<Long, RowLayout> byFingerprint = new HashMap<>();
  private final Map<Long, RowLayout> byRegistryId = new HashMap<>();
  private final ArrayDecoder payload = new ArrayDecoder();
  private final int[] idColumns;
  private final int[] amountColumns;
  private final int[] timeColumns;

  /**
   * A decoder for one stream.
   *
   * @param maxBytes the longest value taken, in bytes
   * @param sources where the schemas of each framing are found; a framing without a source is
   *     refused as unknown
   */
  public RowDecoder(
      StreamDefinition stream,
      RecordRules rules,
      int maxBytes,
      Map<Framing, SchemaSource> sources) {
    this.stream = stream;
    this.rules = rules;
    this.maxBytes = maxBytes;
    this.sources = sources;
    this.idColumns = columns(stream.ids());
    this.amountColumns = columns(stream.amounts());
    this.timeColumns = columns(stream.times());
  }

  private int[] columns(List<String> names) {
    return names.stream().mapToInt(stream.table()::position).toArray();
  }

  /** One decoded row and the layout it has. The row's Kafka columns are still empty. */
  public record Decoded(RowLayout layout, GenericRowData row) {}

  /**
   * Decodes and checks one value.
   *
   * @param ingestTimeMicros now, UTC, microseconds since 1970
   * @throws RejectedRecordException when the record cannot be used
   * @throws IOException when a schema source cannot be asked
   */
  public Decoded decode(byte @Nullable [] value, long ingestTimeMicros)
      throws RejectedRecordException, IOException {
    if (value == null) {
      throw new RejectedRecordException(RejectReason.NULL_VALUE, "the record has no value");
    }
    if (value.length > maxBytes) {
      throw new RejectedRecordException(
          RejectReason.OVERSIZED,
          "value of %d bytes, longer than the %d allowed".formatted(value.length, maxBytes));
    }
    Framing framing = Framing.of(value);
    RowLayout layout = layout(framing, framing.schemaId(value));
    GenericRowData row = read(layout, value, framing.headerBytes());
    checkRules(row, ingestTimeMicros);
    return new Decoded(layout, row);
  }

  private RowLayout layout(Framing framing, long schemaId)
      throws RejectedRecordException, IOException {
    Map<Long, RowLayout> known = framing == Framing.SINGLE_OBJECT ? byFingerprint : byRegistryId;
    RowLayout layout = known.get(schemaId);
    if (layout == null) {
      layout = resolve(framing, schemaId);
      known.put(schemaId, layout);
    }
    return layout;
  }

  private RowLayout resolve(Framing framing, long schemaId)
      throws RejectedRecordException, IOException {
    SchemaSource source = sources.get(framing);
    Optional<Schema> writer = source == null ? Optional.empty() : source.find(schemaId);
    String id =
        framing == Framing.CONFLUENT ? Long.toString(schemaId) : "%016x".formatted(schemaId);
    if (writer.isEmpty()) {
      throw new RejectedRecordException(
          RejectReason.UNKNOWN_SCHEMA,
          "schema %s (%s framing) is not known; publish it, then replay".formatted(id, framing));
    }
    try {
      return RowLayout.resolve(stream, writer.get(), schemaId);
    } catch (UnsupportedSchemaException e) {
      throw new RejectedRecordException(
          RejectReason.INCOMPATIBLE_SCHEMA, "schema %s: %s".formatted(id, e.getMessage()));
    }
  }

  private GenericRowData read(RowLayout layout, byte[] value, int payloadStart)
      throws RejectedRecordException {
    payload.reset(value, payloadStart);
    GenericRowData row;
    try {
      row = layout.read(payload);
    } catch (FieldReader.DecimalOverflowException e) {
      throw new RejectedRecordException(
          RejectReason.AMOUNT_OUT_OF_RANGE, String.valueOf(e.getMessage()));
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new RejectedRecordException(
          RejectReason.UNDECODABLE, "payload does not match its schema: " + e.getMessage());
    }
    if (payload.remaining() > 0) {
      throw new RejectedRecordException(
          RejectReason.UNDECODABLE,
          "%d bytes are left after the payload".formatted(payload.remaining()));
    }
    return row;
  }

  private void checkRules(GenericRowData row, long ingestTimeMicros)
      throws RejectedRecordException {
    for (int column : idColumns) {
      Object id = row.getField(column);
      int length = id == null ? 0 : ((BinaryStringData) id).getSizeInBytes();
      Optional<RejectReason> reason = rules.checkId(length);
      if (reason.isPresent()) {
        throw refusal(reason.get(), column, "id of " + length + " bytes");
      }
    }
    for (int column : amountColumns) {
      if (row.getField(column) instanceof DecimalData amount) {
        Optional<RejectReason> reason = rules.checkAmount(amount.toUnscaledLong());
        if (reason.isPresent()) {
          throw refusal(reason.get(), column, amount);
        }
      }
    }
    for (int column : timeColumns) {
      if (row.getField(column) instanceof TimestampData time) {
        Optional<RejectReason> reason = rules.checkTime(RowTimes.micros(time), ingestTimeMicros);
        if (reason.isPresent()) {
          throw refusal(reason.get(), column, time);
        }
      }
    }
  }

  private RejectedRecordException refusal(RejectReason reason, int column, Object found) {
    return new RejectedRecordException(
        reason, "%s is %s".formatted(stream.table().schema().columns().get(column).name(), found));
  }
}
