package io.lakeloop.ingest.deadletter;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
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

  /**
   * The letters of one topic and reason.
   *
   * @param count how many there are
   * @param letters the newest of them, newest first; never empty
   */
  public record Group(long count, List<DeadLetter> letters) {
    /** Copies the list. */
    public Group {
      letters = List.copyOf(letters);
    }

    /** Kafka topic. */
    public String topic() {
      return newest().position().topic();
    }

    /** Reason code. */
    public String reason() {
      return newest().reason();
    }

    /** The newest letter. */
    public DeadLetter newest() {
      return letters.get(0);
    }
  }

  /** Counts letters and keeps the newest. */
  static final class Newest {
    private final int limit;
    private final PriorityQueue<DeadLetter> oldestFirst =
        new PriorityQueue<>(
            Comparator.comparing(DeadLetter::ingestedAt)
                .thenComparingLong(letter -> letter.position().offset()));
    private long count;

    Newest(int limit) {
      this.limit = limit;
    }

    void add(DeadLetter letter) {
      count++;
      oldestFirst.add(letter);
      if (oldestFirst.size() > limit) {
        oldestFirst.remove();
      }
    }

    Group group() {
      List<DeadLetter> letters = new ArrayList<>(oldestFirst);
      letters.sort(Objects.requireNonNull(oldestFirst.comparator()).reversed());
      return new Group(count, letters);
    }
  }
}
