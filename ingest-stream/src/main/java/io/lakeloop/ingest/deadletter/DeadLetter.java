package io.lakeloop.ingest.deadletter;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * One record that could not be used, as it came.
 *
 * @param position where it stood in Kafka
 * @param key raw key
 * @param value raw value
 * @param headers raw headers, in order
 * @param reason reason code
 * @param message what was wrong, for people
 * @param ingestedAt when it was set aside
 */
public record DeadLetter(
    KafkaPosition position,
    @Nullable ByteBuffer key,
    @Nullable ByteBuffer value,
    List<Header> headers,
    String reason,
    String message,
    Instant ingestedAt) {

  /** Copies the headers; the bytes are shared and not to be changed. */
  public DeadLetter {
    headers = List.copyOf(headers);
  }

  static DeadLetter of(Record row) {
    List<Header> headers = new ArrayList<>();
    for (Object header : (List<?>) row.getField("headers")) {
      Record entry = (Record) header;
      headers.add(
          new RecordHeader(
              (String) entry.getField("key"), bytes((ByteBuffer) entry.getField("value"))));
    }
    return new DeadLetter(
        new KafkaPosition(
            (String) row.getField("topic"),
            (Integer) row.getField(LakeTable.KAFKA_PARTITION),
            (Long) row.getField(LakeTable.KAFKA_OFFSET)),
        (ByteBuffer) row.getField("key"),
        (ByteBuffer) row.getField("value"),
        headers,
        (String) row.getField("reason"),
        (String) row.getField("message"),
        ((OffsetDateTime) row.getField(LakeTable.INGESTED_AT)).toInstant());
  }

  /** The bytes of a key or value in an array of their own. */
  public static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** How the letter is named to people and in the header of a replay. */
  public String id() {
    return id(position);
  }

  static String id(KafkaPosition position) {
    return position.topic() + "/" + position.partition() + "/" + position.offset();
  }

  /** The size of the value in bytes, 0 when there is none. */
  public int valueBytes() {
    return value == null ? 0 : value.remaining();
  }

  /** Counts letters by topic and reason. */
  public record Group(String topic, String reason, long count, DeadLetter newest) {
    static Group merge(Group a, Group b) {
      DeadLetter newest =
          a.newest.ingestedAt().isBefore(b.newest.ingestedAt()) ? b.newest : a.newest;
      return new Group(a.topic, a.reason, a.count + b.count, newest);
    }

    static Map.Entry<String, Group> single(DeadLetter letter) {
      return Map.entry(
          letter.position().topic() + " " + letter.reason(),
          new Group(letter.position().topic(), letter.reason(), 1, letter));
    }
  }
}
