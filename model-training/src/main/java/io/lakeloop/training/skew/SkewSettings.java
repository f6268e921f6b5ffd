package io.lakeloop.training.skew;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/**
 * The validated settings of the skew job. Holds no secret.
 *
 * @param lake where the lake is
 * @param from first day, UTC; null for that of the first scored transaction
 * @param to last day, UTC; null for that of the last scored transaction
 * @param reportDelay how long after a report was ingested the detect job may still not have it
 */
public record SkewSettings(
    LakeSettings lake, @Nullable LocalDate from, @Nullable LocalDate to, Duration reportDelay) {

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static SkewSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), SkewSettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(SkewOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  private static SkewSettings read(OptionReader options) {
    @Nullable LocalDate from = day(options, SkewOptions.FROM);
    @Nullable LocalDate to = day(options, SkewOptions.TO);
    if (from != null && to != null && to.isBefore(from)) {
      options.problem(SkewOptions.TO, "must not be before " + SkewOptions.FROM.key());
    }
    return new SkewSettings(
        LakeOptions.read(options),
        from,
        to,
        options.checked(
            SkewOptions.REPORT_DELAY, Duration.ZERO, delay -> !delay.isNegative(), "0 or more"));
  }

  private static @Nullable LocalDate day(OptionReader options, ConfigOption<String> option) {
    return options
        .optionalParsed(option, LocalDate::parse, "is no day such as 2026-01-31")
        .orElse(null);
  }
}
