package io.lakeloop.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.config.InvalidSettingsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompactSettingsTest {
  private static CompactSettings settings(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("lake.catalog.uri", "http://127.0.0.1:1");
    return CompactSettings.of(all);
  }

  @Test
  void packsEveryTableByDefault() {
    CompactSettings settings = settings(Map.of());

    assertThat(settings.tables()).isEmpty();
    assertThat(settings.arrangement().strategy()).isEqualTo(Strategy.BIN_PACK);
    assertThat(settings.selection().includeOpen()).isFalse();
  }

  @Test
  void readsStrategyAndColumnsAsTheyAreWritten() {
    CompactSettings settings =
        settings(
            Map.of(
                "compact.strategy", "z-order",
                "compact.columns", "customer_id;event_time",
                "compact.tables", "payments.transactions"));

    assertThat(settings.arrangement().strategy()).isEqualTo(Strategy.Z_ORDER);
    assertThat(settings.arrangement().columns()).isEqualTo(List.of("customer_id", "event_time"));
  }

  @Test
  void tellsEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                settings(
                    Map.of("compact.columns", "customer_id", "compact.groups-per-commit", "0")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("compact.columns = 'customer_id' says nothing to bin-pack")
        .hasMessageContaining("compact.groups-per-commit = '0' must be 1 or more");
  }

  @Test
  void refusesAnUnknownStrategy() {
    assertThatThrownBy(() -> settings(Map.of("compact.strategy", "zorder")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("compact.strategy = 'zorder'");
  }
}
