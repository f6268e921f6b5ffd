package io.lakeloop.maintenance;

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
 * The validated settings of orphan removal. Holds no secret.
 *
 * @param lake where the lake is
 * @param tables qualified names, or {@code all}
 * @param minAge younger files are never touched
 * @param quarantine how long a file lies in quarantine before it is deleted
 * @param dryRun change nothing
 */
public record OrphanSettings(
    LakeSettings lake, List<String> tables, Duration minAge, Duration quarantine, boolean dryRun) {

  /** Copies the list. */
  public OrphanSettings {
    tables = List.copyOf(tables);
  }

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static OrphanSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), OrphanSettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(OrphanOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  private static OrphanSettings read(OptionReader options) {
    return new OrphanSettings(
        LakeOptions.read(options),
        options.required(OrphanOptions.TABLES, List.of()),
        options.checked(
            OrphanOptions.MIN_AGE, Duration.ZERO, age -> !age.isNegative(), "0 or more"),
        options.checked(
            OrphanOptions.QUARANTINE, Duration.ZERO, age -> !age.isNegative(), "0 or more"),
        options.required(OrphanOptions.DRY_RUN, true));
  }
}
