package io.lakeloop.detect;

import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureEvent.Origin;
import io.lakeloop.adapter.flink.FeatureEventRows;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.decode.RowDecoder;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Clock;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes an event of every Kafka record of one topic that can be used. The others are left to the
 * ingest job, which keeps them as dead letters.
 *
 * <p>Metrics: {@code rejectedRecords}.
 */
final class DetectDeserializer implements KafkaRecordDeserializationSchema<FeatureEvent> {
  private static final long serialVersionUID = 1L;

  private final IngestSettings settings;
  private final StreamDefinition stream;
  private final boolean isTransactions;

  private transient RowDecoder decoder;
  private transient Counter rejected;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  DetectDeserializer(IngestSettings settings, StreamDefinition stream) {
    this.settings = settings;
    this.stream = stream;
    this.isTransactions = stream.name().equals(StreamDefinition.TRANSACTIONS.name());
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder =
        new RowDecoder(
            stream,
            settings.rules(),
            settings.maxRecordBytes(),
            settings.wire().schemaSources(settings.lake()));
    rejected = context.getMetricGroup().counter("rejectedRecords");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<FeatureEvent> out)
      throws IOException {
    RowData row;
    try {
      row = decoder.decode(record.value(), Clock.systemUTC().millis() * 1000).row();
    } catch (RejectedRecordException e) {
      rejected.inc();
      return;
    }
    Origin origin = new Origin(record.partition(), record.offset(), record.timestamp());
    out.collect(
        isTransactions
            ? FeatureEvent.of(FeatureEventRows.transaction(row), origin)
            : FeatureEvent.of(FeatureEventRows.report(row), origin));
  }

  @Override
  public TypeInformation<FeatureEvent> getProducedType() {
    return FeatureStages.EVENT_TYPE;
  }
}
