package io.lakeloop.ingest;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.domain.RecordRules;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The validated settings of {@link IngestJob}. Holds no secret and travels with the job.
 *
 * @param lake where the lake is
 * @param bootstrapServers Kafka brokers
 * @param groupId consumer group shown to Kafka's tools
 * @param kafkaProperties further consumer properties
 * @param streams the stream of each topic
 * @param wire where schemas are found
 * @param maxRecordBytes a longer value becomes a dead letter
 * @param rules what a record must keep
 * @param checkpointInterval how often rows are committed, unless Flink's own setting says otherwise
 * @param acceptGaps start although records are lost
 */
public record IngestSettings(
    LakeSettings lake,
    String bootstrapServers,
    String groupId,
    Map<String, String> kafkaProperties,
    Map<String, StreamDefinition> streams,
    WireSettings wire,
    int maxRecordBytes,
    RecordRules rules,
    Duration checkpointInterval,
    boolean acceptGaps)
    implements Serializable {
  private static final Map<String, String> SET_BY_THE_JOB =
      Map.of(
          "bootstrap.servers",
          "which is " + IngestOptions.BOOTSTRAP_SERVERS.key(),
          "group.id",
          "which is " + IngestOptions.GROUP_ID.key(),
          "isolation.level",
          "because only committed records are landed and audited");

  /** Copies the maps. */
  public IngestSettings {
    kafkaProperties = Map.copyOf(kafkaProperties);
    streams = Map.copyOf(streams);
  }

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static IngestSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), IngestSettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(IngestOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  /** Reads the settings among those of a job that reads the same topics. */
  public static IngestSettings read(OptionReader options) {
    String transactions = options.required(IngestOptions.TRANSACTIONS_TOPIC, "");
    String fraudReports = options.required(IngestOptions.FRAUD_REPORTS_TOPIC, "");
    if (transactions.equals(fraudReports)) {
      options.problem(IngestOptions.FRAUD_REPORTS_TOPIC, "must differ from the transactions topic");
    }
    Map<String, StreamDefinition> streams = new LinkedHashMap<>();
    streams.put(transactions, StreamDefinition.TRANSACTIONS);
    streams.put(fraudReports, StreamDefinition.FRAUD_REPORTS);
    return new IngestSettings(
        LakeOptions.read(options),
        options.required(IngestOptions.BOOTSTRAP_SERVERS, ""),
        options.required(IngestOptions.GROUP_ID, ""),
        kafkaProperties(options),
        streams,
        new WireSettings(
            options.optional(IngestOptions.SCHEMA_LOCATION).orElse(null),
            options.optional(IngestOptions.REGISTRY_URL).orElse(null)),
        (int)
            options
                .checked(
                    IngestOptions.MAX_RECORD_BYTES,
                    MemorySize.ZERO,
                    size -> size.getBytes() > 0 && size.getBytes() <= Integer.MAX_VALUE,
                    "between 1 byte and 2 GiB")
                .getBytes(),
        rules(options),
        options.checked(
            IngestOptions.CHECKPOINT_INTERVAL,
            Duration.ofSeconds(10),
            interval -> interval.toMillis() >= 100,
            "at least 100 ms"),
        options.required(IngestOptions.ACCEPT_GAPS, false));
  }

  private static Map<String, String> kafkaProperties(OptionReader options) {
    Map<String, String> properties = options.required(IngestOptions.KAFKA_PROPERTIES, Map.of());
    SET_BY_THE_JOB.forEach(
        (name, remedy) -> {
          if (properties.containsKey(name)) {
            options.problem(
                IngestOptions.KAFKA_PROPERTIES,
                "must not set %s, %s; leave it out".formatted(name, remedy));
          }
        });
    return properties;
  }

  private static RecordRules rules(OptionReader options) {
    Instant earliest =
        options.parsed(
            IngestOptions.EARLIEST,
            Instant.EPOCH,
            Instant::parse,
            "must be a time such as 2000-01-01T00:00:00Z");
    return new RecordRules(options.required(IngestOptions.MAX_FUTURE, Duration.ZERO), earliest);
  }
}
