package io.lakeloop.detect;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureEventSource;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * The two topics as streams of events: first the lake's history within the feature horizon, pinned
 * to a snapshot, then Kafka from exactly behind it.
 */
final class DetectSources {
  private final DetectSettings settings;
  private final Map<StreamDefinition, LakeHistory> histories = new HashMap<>();

  /** Looks at the lake now; the job is pinned to what is found. */
  DetectSources(DetectSettings settings) throws IOException {
    this.settings = settings;
    if (settings.bootstrap()) {
      try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
        for (Map.Entry<String, StreamDefinition> stream : settings.input().streams().entrySet()) {
          LakeHistory.ofCurrent(catalog, stream.getValue(), stream.getKey())
              .ifPresent(history -> histories.put(stream.getValue(), history));
        }
      }
    }
  }

  /** One stream. */
  DataStream<FeatureEvent> stream(StreamExecutionEnvironment env, StreamDefinition stream) {
    Optional<LakeHistory> history = Optional.ofNullable(histories.get(stream));
    KafkaSourceBuilder<FeatureEvent> kafka =
        KafkaSource.<FeatureEvent>builder()
            .setTopics(topic(stream))
            .setDeserializer(new DetectDeserializer(settings.input(), stream))
            .setStartingOffsets(
                history
                    .<OffsetsInitializer>map(known -> new PinnedOffsets(known.coverage()))
                    .orElseGet(OffsetsInitializer::earliest))
            .setProperties(consumerProperties());
    if (settings.stopAtEnd()) {
      kafka.setBounded(OffsetsInitializer.latest());
    }
    Source<FeatureEvent, ?, ?> source =
        history.isEmpty() ? kafka.build() : behind(stream, history.get(), kafka.build());
    return env.fromSource(source, EventTime.strategy(settings), stream.name())
        .returns(FeatureStages.EVENT_TYPE)
        .uid(stream.name() + "-source");
  }

  private Source<FeatureEvent, ?, ?> behind(
      StreamDefinition stream, LakeHistory history, KafkaSource<FeatureEvent> kafka) {
    return HybridSource.builder(
            FeatureEventSource.history(stream.table(), history.snapshotId(), horizonStartMicros())
                .open(new LakeCatalogLoader(settings.lake())))
        .addSource(kafka)
        .build();
  }

  /**
   * Nothing before it is in a window of an event to come, late ones within their limit included.
   */
  private long horizonStartMicros() {
    long reached =
        histories.values().stream()
            .flatMapToLong(history -> history.reachedMicros().stream())
            .min()
            .orElse(0);
    return reached
        - settings.featureSet().horizonMicros()
        - TimeUnit.MILLISECONDS.toMicros(settings.times().maxLateness().toMillis());
  }

  private String topic(StreamDefinition stream) {
    return settings.input().streams().entrySet().stream()
        .filter(entry -> entry.getValue().equals(stream))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private Properties consumerProperties() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", settings.input().bootstrapServers());
    properties.setProperty("group.id", settings.groupId());
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("partition.discovery.interval.ms", "60000");
    // Latency: a fetch is answered as soon as there is a record.
    properties.setProperty("fetch.min.bytes", "1");
    properties.setProperty("fetch.max.wait.ms", "100");
    settings.input().kafkaProperties().forEach(properties::setProperty);
    return properties;
  }
}
