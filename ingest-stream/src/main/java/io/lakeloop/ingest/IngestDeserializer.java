package io.lakeloop.ingest;

import static java.util.Objects.requireNonNull;

import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.ingest.decode.RowDecoder;
import io.lakeloop.ingest.decode.StreamDefinition;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes exactly one row of every Kafka record: of its stream's table, or a dead letter.
 *
 * <p>Metrics: {@code deadLetters} for each {@code reason} code, and for each {@code stream} its
 * good {@code records} and {@code eventTimeLagMillis}, how old the last one was when it was read.
 */
final class IngestDeserializer implements KafkaRecordDeserializationSchema<IngestRow> {
  private static final long serialVersionUID = 1L;

  private final IngestSettings settings;

  private transient Map<String, Stream> streams = new HashMap<>();
  private transient Map<RejectReason, Counter> rejected = Map.of();
  private transient Clock clock = Clock.systemUTC();
  private transient String lastTopic = "";
  private transient @Nullable Stream lastStream;

  IngestDeserializer(IngestSettings settings) {
    this.settings = settings;
  }

  /** One stream's decoder and where its rows keep their Kafka position. */
  private record Stream(
      StreamDefinition definition,
      RowDecoder decoder,
      int partitionColumn,
      int offsetColumn,
      int ingestedAtColumn,
      int schemaIdColumn,
      int timeColumn,
      Counter records,
      AtomicLong lagMillis) {}

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    open(context.getMetricGroup(), Clock.systemUTC());
  }

  void open(MetricGroup metrics, Clock useClock) {
    clock = useClock;
    streams = new HashMap<>();
    lastStream = null;
    settings
        .streams()
        .forEach((topic, definition) -> streams.put(topic, stream(definition, metrics)));
    rejected = new EnumMap<>(RejectReason.class);
    for (RejectReason reason : RejectReason.values()) {
      rejected.put(reason, metrics.addGroup("reason", reason.code()).counter("deadLetters"));
    }
  }

  private Stream stream(StreamDefinition definition, MetricGroup metrics) {
    RowDecoder decoder =
        new RowDecoder(
            definition,
            settings.rules(),
            settings.maxRecordBytes(),
            settings.wire().schemaSources(settings.lake()));
    LakeTable table = definition.table();
    MetricGroup ofStream = metrics.addGroup("stream", definition.name());
    AtomicLong lagMillis = new AtomicLong();
    ofStream.<Long, Gauge<Long>>gauge("eventTimeLagMillis", lagMillis::get);
    return new Stream(
        definition,
        decoder,
        table.position(LakeTable.KAFKA_PARTITION),
        table.position(LakeTable.KAFKA_OFFSET),
        table.position(LakeTable.INGESTED_AT),
        table.position(LakeTable.SCHEMA_ID),
        table.position(definition.times().get(0)),
        ofStream.counter("records"),
        lagMillis);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<IngestRow> out)
      throws IOException {
    Stream stream = stream(record.topic());
    long nowMillis = clock.millis();
    IngestRow row;
    try {
      row = decode(stream, record, nowMillis);
    } catch (RejectedRecordException e) {
      requireNonNull(rejected.get(e.reason())).inc();
      row = DeadLetterRows.of(record, e, nowMillis);
    }
    out.collect(row);
  }

  /** Records come in runs of one topic, whose name is then the same object. */
  @SuppressWarnings("ReferenceEquality")
  private Stream stream(String topic) {
    Stream stream = lastStream;
    if (stream == null || topic != lastTopic) {
      stream = streams.get(topic);
      if (stream == null) {
        throw new IllegalStateException("No stream is defined for the topic " + topic);
      }
      lastStream = stream;
      lastTopic = topic;
    }
    return stream;
  }

  private static IngestRow decode(
      Stream stream, ConsumerRecord<byte[], byte[]> record, long nowMillis)
      throws RejectedRecordException, IOException {
    RowDecoder.Decoded decoded = stream.decoder().decode(record.value(), nowMillis * 1000);
    GenericRowData row = decoded.row();
    row.setField(stream.partitionColumn(), record.partition());
    row.setField(stream.offsetColumn(), record.offset());
    row.setField(stream.ingestedAtColumn(), TimestampData.fromEpochMillis(nowMillis));
    row.setField(stream.schemaIdColumn(), decoded.layout().schemaId());
    stream.records().inc();
    stream
        .lagMillis()
        .lazySet(nowMillis - row.getTimestamp(stream.timeColumn(), 6).getMillisecond());
    return new IngestRow(
        new KafkaPosition(record.topic(), record.partition(), record.offset()),
        stream.definition().table().name(),
        decoded.layout().columns(),
        decoded.layout().spec(),
        row);
  }

  @Override
  public TypeInformation<IngestRow> getProducedType() {
    return IngestRow.TYPE;
  }
}
