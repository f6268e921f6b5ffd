package io.lakeloop.ingest;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** What {@link IngestJob} can be told, beside where the lake is. */
public final class IngestOptions {
  /** {@code ingest.kafka.bootstrap-servers}. */
  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      ConfigOptions.key("ingest.kafka.bootstrap-servers")
          .stringType()
          .noDefaultValue()
          .withDescription("Kafka brokers as HOST:PORT, comma-separated");

  /** {@code ingest.kafka.group-id}. */
  public static final ConfigOption<String> GROUP_ID =
      ConfigOptions.key("ingest.kafka.group-id")
          .stringType()
          .defaultValue("lakeloop-ingest")
          .withDescription(
              "consumer group under which offsets are shown to Kafka's tools; reading never starts"
                  + " from them");

  /** {@code ingest.kafka.properties}. */
  public static final ConfigOption<Map<String, String>> KAFKA_PROPERTIES =
      ConfigOptions.key("ingest.kafka.properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "further consumer properties as Kafka names them, each under this key; secrets by"
                  + " Kafka's config providers, such as ${file:PATH:KEY}");

  /** {@code ingest.topic.transactions}. */
  public static final ConfigOption<String> TRANSACTIONS_TOPIC =
      ConfigOptions.key("ingest.topic.transactions")
          .stringType()
          .defaultValue("transactions")
          .withDescription("topic of transactions");

  /** {@code ingest.topic.fraud-reports}. */
  public static final ConfigOption<String> FRAUD_REPORTS_TOPIC =
      ConfigOptions.key("ingest.topic.fraud-reports")
          .stringType()
          .defaultValue("fraud-reports")
          .withDescription("topic of fraud reports");

  /** {@code ingest.schema.location}. */
  public static final ConfigOption<String> SCHEMA_LOCATION =
      ConfigOptions.key("ingest.schema.location")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "folder of published schemas in the lake's storage, such as s3://lake/schemas; when"
                  + " absent, only the schemas that this build ships are known");

  /** {@code ingest.schema.registry-url}. */
  public static final ConfigOption<String> REGISTRY_URL =
      ConfigOptions.key("ingest.schema.registry-url")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "URL of the schema registry for records in Confluent framing; when absent, such records"
                  + " become dead letters");

  /** {@code ingest.record.max-bytes}. */
  public static final ConfigOption<MemorySize> MAX_RECORD_BYTES =
      ConfigOptions.key("ingest.record.max-bytes")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(1))
          .withDescription("a longer value becomes a dead letter");

  /** {@code ingest.rules.max-future}. */
  public static final ConfigOption<Duration> MAX_FUTURE =
      ConfigOptions.key("ingest.rules.max-future")
          .durationType()
          .defaultValue(Duration.ofDays(1))
          .withDescription("how far an event time may lie ahead of the ingest time");

  /** {@code ingest.rules.earliest}. */
  public static final ConfigOption<String> EARLIEST =
      ConfigOptions.key("ingest.rules.earliest")
          .stringType()
          .defaultValue("2000-01-01T00:00:00Z")
          .withDescription("the earliest event time accepted, ISO 8601 in UTC");

  /** {@code ingest.checkpoint.interval}. */
  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      ConfigOptions.key("ingest.checkpoint.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "how often rows are committed to the lake, unless Flink's own"
                  + " execution.checkpointing.interval is set");

  /** {@code ingest.start.accept-gaps}. */
  public static final ConfigOption<Boolean> ACCEPT_GAPS =
      ConfigOptions.key("ingest.start.accept-gaps")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "start even though records are missing from the lake and can no longer be read; they"
                  + " stay missing");

  private IngestOptions() {}
}
