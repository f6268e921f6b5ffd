package io.lakeloop.detect;

import io.lakeloop.adapter.avro.AlertCodec;
import io.lakeloop.domain.Alert;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes Kafka records of rows of {@code alerts}: key is the alert id, value is Avro. */
final class AlertRecords implements KafkaRecordSerializationSchema<RowData> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  private transient AlertCodec codec;

  @SuppressWarnings("NullAway.Init") // open sets the transient field
  AlertRecords(String topic) {
    this.topic = topic;
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    codec = new AlertCodec();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      RowData row, KafkaSinkContext context, Long timestamp) {
    Alert alert = Scored.alert(row);
    return new ProducerRecord<>(
        topic, alert.id().getBytes(StandardCharsets.UTF_8), codec.encode(alert));
  }
}
