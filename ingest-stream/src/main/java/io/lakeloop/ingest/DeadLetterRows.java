package io.lakeloop.ingest;

import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The row of {@code payments.dead_letters} for a record that could not be used: every byte of it is
 * kept.
 */
final class DeadLetterRows {
  private DeadLetterRows() {}

  static IngestRow of(
      ConsumerRecord<byte[], byte[]> record, RejectedRecordException rejected, long nowMillis) {
    GenericRowData row =
        GenericRowData.of(
            StringData.fromString(record.topic()),
            record.partition(),
            record.offset(),
            TimestampData.fromEpochMillis(record.timestamp()),
            record.key(),
            record.value(),
            headers(record),
            StringData.fromString(rejected.reason().code()),
            StringData.fromString(String.valueOf(rejected.getMessage())),
            TimestampData.fromEpochMillis(nowMillis));
    return new IngestRow(
        new KafkaPosition(record.topic(), record.partition(), record.offset()),
        PaymentTables.DEAD_LETTERS.name(),
        PaymentTables.DEAD_LETTERS.schema(),
        PaymentTables.DEAD_LETTERS.spec(),
        row);
  }

  private static GenericArrayData headers(ConsumerRecord<byte[], byte[]> record) {
    List<GenericRowData> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(GenericRowData.of(StringData.fromString(header.key()), header.value()));
    }
    return new GenericArrayData(headers.toArray());
  }
}
