package io.lakeloop.ingest.deadletter;

import io.lakeloop.adapter.iceberg.FileRows;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Tells and notes what was sent again, in {@code ops.dead_letter_replays}. */
final class ReplayLedger {
  private final Table table;

  ReplayLedger(Table table) {
    this.table = table;
  }

  /** The positions of all letters that were sent again. */
  Set<KafkaPosition> positions() throws IOException {
    Set<KafkaPosition> positions = new HashSet<>();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      for (Record row : rows) {
        positions.add(
            new KafkaPosition(
                (String) row.getField("topic"),
                (Integer) row.getField(LakeTable.KAFKA_PARTITION),
                (Long) row.getField(LakeTable.KAFKA_OFFSET)));
      }
    }
    return positions;
  }

  /** Appends one batch in one commit. */
  void append(List<DeadLetter> letters, List<RecordMetadata> sent, Instant now) throws IOException {
    List<Record> rows = new ArrayList<>();
    for (int i = 0; i < letters.size(); i++) {
      rows.add(row(letters.get(i), sent.get(i), now));
    }
    table
        .newAppend()
        .appendFile(FileRows.write(table, UUID.randomUUID() + ".parquet", rows))
        .commit();
  }

  private Record row(DeadLetter letter, RecordMetadata sent, Instant now) {
    Record row = GenericRecord.create(table.schema());
    row.setField("topic", letter.position().topic());
    row.setField(LakeTable.KAFKA_PARTITION, letter.position().partition());
    row.setField(LakeTable.KAFKA_OFFSET, letter.position().offset());
    row.setField("replayed_at", now.atOffset(ZoneOffset.UTC));
    row.setField("new_partition", sent.partition());
    row.setField("new_offset", sent.offset());
    return row;
  }
}
