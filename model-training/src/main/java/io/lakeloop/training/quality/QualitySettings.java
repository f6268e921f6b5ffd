package io.lakeloop.training.quality;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.training.evaluation.AlertCosts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/**
 * The validated settings of the model quality job. Holds no secret.
 *
 * @param lake where the lake is
 * @param until the time before which reports are known; null for that of the last scored
 *     transaction
 * @param labelDelay how old a transaction must be to be measured
 * @param days how many days are measured
 * @param topCards cards a day that card precision looks at
 * @param alertBudget alerts that can be looked at in a day
 * @param alertCosts what alerts cost
 * @param driftDays how many of the newest days are compared with those trained on
 */
public record QualitySettings(
    LakeSettings lake,
    @Nullable Instant until,
    Duration labelDelay,
    int days,
    int topCards,
    int alertBudget,
    AlertCosts alertCosts,
    int driftDays) {

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static QualitySettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), QualitySettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(QualityOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  static QualitySettings read(OptionReader options) {
    return new QualitySettings(
        LakeOptions.read(options),
        options
            .optionalParsed(
                QualityOptions.UNTIL, Instant::parse, "is no time such as 2026-01-31T00:00:00Z")
            .orElse(null),
        options.checked(
            QualityOptions.LABEL_DELAY, Duration.ZERO, delay -> !delay.isNegative(), "0 or more"),
        atLeastOne(options, QualityOptions.DAYS),
        atLeastOne(options, QualityOptions.TOP_CARDS),
        atLeastOne(options, QualityOptions.ALERT_BUDGET),
        new AlertCosts(
            Math.max(
                1, options.checked(QualityOptions.ALERT_COST, 1L, cost -> cost > 0, "1 or more"))),
        atLeastOne(options, QualityOptions.DRIFT_DAYS));
  }

  static int atLeastOne(OptionReader options, ConfigOption<Integer> option) {
    return options.checked(option, 1, count -> count >= 1, "1 or more");
  }
}
