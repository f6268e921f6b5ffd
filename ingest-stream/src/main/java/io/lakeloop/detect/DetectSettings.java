package io.lakeloop.detect;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.flink.Ordering;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.ingest.IngestSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;

/**
 * The validated settings of the detect job. Holds no secret and travels with the job.
 *
 * @param input topics, wire format, rules and the lake: the same options as the ingest job's
 * @param groupId consumer group shown to Kafka's tools
 * @param alertsTopic where alerts go at once
 * @param featureSet what is computed
 * @param ordering when a transaction is scored
 * @param times delays and timeouts
 * @param bootstrap whether to start from the lake's history
 * @param stopAtEnd whether to end where the topics ended at the start
 */
public record DetectSettings(
    IngestSettings input,
    String groupId,
    String alertsTopic,
    FeatureSet featureSet,
    Ordering ordering,
    Times times,
    boolean bootstrap,
    boolean stopAtEnd)
    implements Serializable {

  /**
   * Delays and timeouts, each as its option says.
   *
   * @param recent {@code detect.live.recent}
   * @param maxLateness {@code detect.max-lateness}
   * @param maxDisorder {@code detect.watermark.max-disorder}
   * @param maxDrift {@code detect.watermark.max-drift}
   * @param idleTimeout {@code detect.watermark.idle-timeout}
   * @param timeToLive {@code detect.state.time-to-live}
   * @param checkpointInterval {@code detect.checkpoint.interval}
   * @param bufferTimeout {@code detect.buffer-timeout}
   */
  public record Times(
      Duration recent,
      Duration maxLateness,
      Duration maxDisorder,
      Duration maxDrift,
      Duration idleTimeout,
      Duration timeToLive,
      Duration checkpointInterval,
      Duration bufferTimeout)
      implements Serializable {}

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static DetectSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), DetectSettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(DetectOptions.class));
    options.addAll(IngestSettings.options());
    return options;
  }

  /** Where the lake is. */
  public LakeSettings lake() {
    return input.lake();
  }

  private static DetectSettings read(OptionReader options) {
    return new DetectSettings(
        IngestSettings.read(options),
        options.required(DetectOptions.GROUP_ID, ""),
        options.required(DetectOptions.ALERTS_TOPIC, ""),
        options.parsed(
            DetectOptions.FEATURE_SET,
            FeatureSets.STANDARD,
            FeatureSets::of,
            "must be one of " + FeatureSets.names()),
        options.required(DetectOptions.ORDERING, Ordering.LIVE),
        times(options),
        options.required(DetectOptions.BOOTSTRAP, true),
        options.required(DetectOptions.STOP_AT_END, false));
  }

  private static Times times(OptionReader options) {
    return new Times(
        notNegative(options, DetectOptions.RECENT),
        notNegative(options, DetectOptions.MAX_LATENESS),
        notNegative(options, DetectOptions.MAX_DISORDER),
        positive(options, DetectOptions.MAX_DRIFT),
        positive(options, DetectOptions.IDLE_TIMEOUT),
        positive(options, DetectOptions.TIME_TO_LIVE),
        options.checked(
            DetectOptions.CHECKPOINT_INTERVAL,
            Duration.ofSeconds(10),
            interval -> interval.toMillis() >= 100,
            "at least 100 ms"),
        notNegative(options, DetectOptions.BUFFER_TIMEOUT));
  }

  private static Duration notNegative(OptionReader options, ConfigOption<Duration> option) {
    return options.checked(option, Duration.ZERO, value -> !value.isNegative(), "0 or more");
  }

  private static Duration positive(OptionReader options, ConfigOption<Duration> option) {
    return options.checked(
        option, Duration.ofDays(1), value -> value.toMillis() > 0, "more than 0");
  }
}
