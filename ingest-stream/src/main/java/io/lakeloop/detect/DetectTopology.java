package io.lakeloop.detect;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.adapter.flink.SerializedType;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.OutputTag;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;
import org.apache.iceberg.flink.source.IcebergSource;
import org.apache.iceberg.flink.source.StreamingStartingStrategy;

/**
 * The graph of {@link DetectJob}.
 *
 * <pre>
 *   transactions ──► by customer ──► by terminal ──► score ──┬──► payments.scored_transactions
 *   reports ────────────┴───────────────┘              ▲     └─┬► payments.alerts
 *   ml.model_events ──────────────── broadcast ────────┘       └► topic of alerts, at once
 * </pre>
 */
final class DetectTopology {
  static final String MODELS_UID = "model-events-source";
  static final String SCORE_UID = "score";
  static final String SCORED_ROWS_UID = "scored-rows";
  static final String ALERTS_TOPIC_UID = "alerts-topic-sink";

  private static final Duration MODEL_POLL_INTERVAL = Duration.ofSeconds(2);

  private DetectTopology() {}

  /**
   * What the job tells.
   *
   * @param scored rows of {@code scored_transactions}
   * @param alerts rows of {@code alerts}
   */
  record Outputs(DataStream<RowData> scored, DataStream<RowData> alerts) {}

  /** The transactions with the values of all features, history and duplicates among them. */
  static DataStream<FeatureEvent> features(StreamExecutionEnvironment env, DetectSettings settings)
      throws IOException {
    DetectSources sources = new DetectSources(settings);
    DataStream<FeatureEvent> transactions = sources.stream(env, StreamDefinition.TRANSACTIONS);
    DataStream<FeatureEvent> reports = sources.stream(env, StreamDefinition.FRAUD_REPORTS);
    return FeatureStages.streaming(
            settings.featureSet(),
            settings.ordering(),
            settings.times().recent(),
            settings.times().maxLateness(),
            settings.times().timeToLive())
        .over(transactions, reports);
  }

  /** Scores what has features. */
  static Outputs score(DataStream<FeatureEvent> features, DetectSettings settings) {
    DataStream<RowData> modelEvents = modelEvents(features.getExecutionEnvironment(), settings);
    OutputTag<RowData> alertsTag = new OutputTag<>("alerts", type(PaymentTables.ALERTS));
    SingleOutputStreamOperator<ScoredEvent> scored =
        features
            .connect(
                modelEvents.broadcast(new MapStateDescriptor<>("none", Types.STRING, Types.STRING)))
            .process(new ScoreFunction(settings.lake(), settings.featureSet(), alertsTag))
            .returns(new SerializedType<>(ScoredEvent.class, ScoredEventSerializer.INSTANCE))
            .uid(SCORE_UID)
            .name("Score");
    SingleOutputStreamOperator<RowData> rows =
        scored
            .map(new ScoredRows(settings.featureSet()))
            .returns(type(PaymentTables.SCORED_TRANSACTIONS))
            .startNewChain()
            .uid(SCORED_ROWS_UID)
            .name("Rows of scores");
    return new Outputs(rows, scored.getSideOutput(alertsTag));
  }

  /**
   * Writes scores and alerts to the lake, exactly once, and alerts to Kafka at once. The lake's
   * writers finish their files within each checkpoint, and their tasks stand still meanwhile: they
   * are apart from the task that scores, which goes on as long as the network buffers between take
   * what it makes.
   */
  static void write(Outputs outputs, DetectSettings settings) {
    writeToLake(outputs.scored(), PaymentTables.SCORED_TRANSACTIONS, settings);
    writeToLake(outputs.alerts().rebalance(), PaymentTables.ALERTS, settings);
    Properties producer = new Properties();
    settings.input().kafkaProperties().forEach(producer::setProperty);
    outputs
        .alerts()
        .sinkTo(
            KafkaSink.<RowData>builder()
                .setKafkaProducerConfig(producer)
                .setBootstrapServers(settings.input().bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new AlertRecords(settings.alertsTopic()))
                .build())
        .uid(ALERTS_TOPIC_UID)
        .name("Alerts to Kafka");
  }

  private static void writeToLake(
      DataStream<RowData> rows, LakeTable table, DetectSettings settings) {
    IcebergSink.forRowData(rows)
        .tableLoader(
            TableLoader.fromCatalog(new LakeCatalogLoader(settings.lake()), table.identifier()))
        .distributionMode(DistributionMode.NONE)
        .uidSuffix(table.identifier().name().replace('_', '-') + "-table")
        .append();
  }

  /** The register as a stream; it holds no event time back. */
  private static DataStream<RowData> modelEvents(
      StreamExecutionEnvironment env, DetectSettings settings) {
    IcebergSource.Builder<RowData> source =
        IcebergSource.forRowData()
            .tableLoader(
                TableLoader.fromCatalog(
                    new LakeCatalogLoader(settings.lake()), ModelTables.MODEL_EVENTS.identifier()));
    if (!settings.stopAtEnd()) {
      source
          .streaming(true)
          .streamingStartingStrategy(StreamingStartingStrategy.TABLE_SCAN_THEN_INCREMENTAL)
          .monitorInterval(MODEL_POLL_INTERVAL);
    }
    return env.fromSource(
            source.build(),
            WatermarkStrategy.noWatermarks(),
            "Model events",
            type(ModelTables.MODEL_EVENTS))
        .uid(MODELS_UID)
        .setParallelism(1);
  }

  private static TypeInformation<RowData> type(LakeTable table) {
    return InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema()));
  }
}
