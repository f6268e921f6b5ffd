package io.lakeloop.training.quality;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;

/**
 * The validated settings of the model watch. Holds no secret.
 *
 * @param quality where the lake is, and what is known when
 * @param rule when a champion has to go
 * @param days on how many days it is compared
 * @param cardShare share of cards that are looked at
 * @param effectiveLead from decision to effect
 * @param seed of the bootstrap
 * @param dryRun change nothing
 */
public record WatchSettings(
    QualitySettings quality,
    WatchRule rule,
    int days,
    double cardShare,
    Duration effectiveLead,
    long seed,
    boolean dryRun) {

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static WatchSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), WatchSettings::read);
  }

  /** Every option that the watch knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(WatchOptions.class));
    options.addAll(QualitySettings.options());
    return options;
  }

  private static WatchSettings read(OptionReader options) {
    return new WatchSettings(
        QualitySettings.read(options),
        new WatchRule(
            options.checked(
                WatchOptions.MARGIN,
                0.0,
                margin -> margin >= 0 && margin < 1,
                "0 or more, below 1"),
            QualitySettings.atLeastOne(options, WatchOptions.FEWEST_FRAUDS)),
        QualitySettings.atLeastOne(options, WatchOptions.DAYS),
        options.checked(
            WatchOptions.CARD_SHARE, 1.0, share -> share > 0 && share <= 1, "more than 0, up to 1"),
        options.checked(
            WatchOptions.EFFECTIVE_LEAD,
            Duration.ZERO,
            lead -> !lead.isNegative() && !lead.isZero(),
            "more than 0"),
        options.required(WatchOptions.SEED, 1L),
        options.required(WatchOptions.DRY_RUN, false));
  }
}
