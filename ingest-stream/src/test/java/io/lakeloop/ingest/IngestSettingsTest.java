package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.config.InvalidSettingsException;
import io.lakeloop.adapter.iceberg.LakeOptions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {
  private static IngestSettings with(String property, String value) {
    Map<String, String> options = new HashMap<>();
    options.put(IngestOptions.BOOTSTRAP_SERVERS.key(), "kafka:9092");
    options.put(LakeOptions.CATALOG_URI.key(), "http://catalog:8181");
    options.put(IngestOptions.KAFKA_PROPERTIES.key() + "." + property, value);
    return IngestSettings.of(options);
  }

  @Test
  void takesKafkaPropertiesAsTheyAre() {
    assertThat(with("security.protocol", "SSL").kafkaProperties())
        .containsExactly(Map.entry("security.protocol", "SSL"));
  }

  @Test
  void refusesKafkaPropertiesThatTheJobSetsItself() {
    assertThatThrownBy(() -> with("isolation.level", "read_uncommitted"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "ingest.kafka.properties must not set isolation.level, because only committed records"
                + " are landed and audited; leave it out");
    assertThatThrownBy(() -> with("group.id", "mine"))
        .hasMessageContaining("must not set group.id, which is ingest.kafka.group-id");
    assertThatThrownBy(() -> with("bootstrap.servers", "other:9092"))
        .hasMessageContaining("must not set bootstrap.servers, which is");
  }
}
