package io.lakeloop.ingest;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.ingest.restore.LakeOffsets;
import io.lakeloop.ingest.restore.LakeOffsetsInitializer;
import io.lakeloop.ingest.restore.OffsetGuardFunction;
import java.util.ArrayList;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.flink.sink.dynamic.DynamicIcebergSink;

/**
 * The graph of {@link IngestJob}.
 *
 * <pre>
 *   Kafka (all topics) ──► offset guard ──► Iceberg sink ──┬► payments.transactions
 *     one row a record      checks restores                ├► payments.fraud_reports
 *                                                          └► payments.dead_letters
 * </pre>
 *
 * <p>One chain without a shuffle: each record is written where it is read. The sink is Iceberg's
 * own; it takes up new nullable columns while it runs and commits all tables from one operator.
 */
final class IngestTopology {
  static final String SOURCE_UID = "kafka-source";
  static final String GUARD_UID = "offset-guard";
  static final String SINK_UID = "lake-sink";

  private IngestTopology() {}

  /** One row for every record, good or dead, behind the guard. */
  static DataStream<IngestRow> rows(StreamExecutionEnvironment env, IngestSettings settings) {
    LakeOffsets lakeOffsets = new LakeOffsets(settings.lake(), settings.streams());
    KafkaSource<IngestRow> source =
        KafkaSource.<IngestRow>builder()
            .setTopics(new ArrayList<>(settings.streams().keySet()))
            .setStartingOffsets(new LakeOffsetsInitializer(lakeOffsets, settings.acceptGaps()))
            .setDeserializer(new IngestDeserializer(settings))
            .setProperties(consumerProperties(settings))
            .build();
    DataStream<IngestRow> rows =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "Kafka records as rows")
            .uid(SOURCE_UID);
    return rows.map(new OffsetGuardFunction<>(lakeOffsets, IngestRow::position))
        .returns(IngestRow.TYPE)
        .uid(GUARD_UID)
        .name("Offset guard");
  }

  /** Writes each row to its table. */
  static void writeToLake(DataStream<IngestRow> rows, IngestSettings settings) {
    DynamicIcebergSink.forInput(rows)
        .generator(new IngestRecordGenerator())
        .catalogLoader(new LakeCatalogLoader(settings.lake()))
        .uidPrefix(SINK_UID)
        .append();
  }

  private static Properties consumerProperties(IngestSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", settings.bootstrapServers());
    properties.setProperty("group.id", settings.groupId());
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("max.poll.records", "5000");
    properties.setProperty("partition.discovery.interval.ms", "60000");
    settings.kafkaProperties().forEach(properties::setProperty);
    return properties;
  }
}
