package io.lakeloop.training.backfill;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.ConfigOption;

/**
 * The validated settings of the feature backfill job. Holds no secret.
 *
 * @param lake where the lake is
 * @param featureSet what is computed
 * @param from first day, UTC
 * @param to last day, UTC
 */
public record BackfillSettings(
    LakeSettings lake, FeatureSet featureSet, LocalDate from, LocalDate to) {

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static BackfillSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), BackfillSettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(BackfillOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  /** The start of the first day, UTC, microseconds since 1970. */
  long fromMicros() {
    return micros(from);
  }

  /** The end of the last day, exclusive, UTC, microseconds since 1970. */
  long toMicros() {
    return micros(to.plusDays(1));
  }

  private static long micros(LocalDate day) {
    return TimeUnit.SECONDS.toMicros(day.atStartOfDay().toEpochSecond(ZoneOffset.UTC));
  }

  private static BackfillSettings read(OptionReader options) {
    LocalDate from = day(options, BackfillOptions.FROM);
    LocalDate to = day(options, BackfillOptions.TO);
    if (to.isBefore(from)) {
      options.problem(BackfillOptions.TO, "must not be before " + BackfillOptions.FROM.key());
    }
    return new BackfillSettings(
        LakeOptions.read(options),
        options.parsed(
            BackfillOptions.FEATURE_SET,
            FeatureSets.STANDARD,
            FeatureSets::of,
            "must be one of " + FeatureSets.names()),
        from,
        to);
  }

  private static LocalDate day(OptionReader options, ConfigOption<String> option) {
    return options.parsed(
        option, LocalDate.EPOCH, LocalDate::parse, "is no day such as 2026-01-31");
  }
}
