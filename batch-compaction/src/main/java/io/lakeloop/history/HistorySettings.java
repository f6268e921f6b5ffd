package io.lakeloop.history;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;

/**
 * The validated settings of the history job. Holds no secret.
 *
 * @param lake where the lake is
 * @param full compute every closed day anew
 * @param maxLateness how far past a day's end every Kafka partition must be for the day to be
 *     closed
 */
public record HistorySettings(LakeSettings lake, boolean full, Duration maxLateness) {

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static HistorySettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), HistorySettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(HistoryOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  private static HistorySettings read(OptionReader options) {
    return new HistorySettings(
        LakeOptions.read(options),
        options.required(HistoryOptions.FULL, false),
        options.checked(
            HistoryOptions.MAX_LATENESS,
            Duration.ZERO,
            lateness -> !lateness.isNegative(),
            "0 or more"));
  }
}
