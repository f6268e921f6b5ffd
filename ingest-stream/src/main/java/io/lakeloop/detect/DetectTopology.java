package io.lakeloop.detect;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The graph of the detect job. */
final class DetectTopology {
  private DetectTopology() {}

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
}
