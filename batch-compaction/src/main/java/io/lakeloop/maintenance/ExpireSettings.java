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
 * The validated settings of snapshot expiry. Holds no secret.
 *
 * @param lake where the lake is
 * @param tables qualified names, or {@code all}
 * @param maxAge older snapshots are expired unless something needs them
 * @param minSnapshots this many of the newest are kept at any age
 * @param savepointRetention how long after a job's last commit its savepoints may be restored
 * @param trainingRetention how long the snapshots that a model was trained on are kept
 * @param dryRun change nothing
 */
public record ExpireSettings(
    LakeSettings lake,
    List<String> tables,
    Duration maxAge,
    int minSnapshots,
    Duration savepointRetention,
    Duration trainingRetention,
    boolean dryRun) {

  /** Copies the list. */
  public ExpireSettings {
    tables = List.copyOf(tables);
  }

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static ExpireSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), ExpireSettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(ExpireOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  private static ExpireSettings read(OptionReader options) {
    return new ExpireSettings(
        LakeOptions.read(options),
        options.required(ExpireOptions.TABLES, List.of()),
        notNegative(options, ExpireOptions.MAX_AGE),
        options.checked(ExpireOptions.MIN_SNAPSHOTS, 1, count -> count >= 1, "1 or more"),
        notNegative(options, ExpireOptions.SAVEPOINT_RETENTION),
        notNegative(options, ExpireOptions.TRAINING_RETENTION),
        options.required(ExpireOptions.DRY_RUN, true));
  }

  private static Duration notNegative(OptionReader options, ConfigOption<Duration> option) {
    return options.checked(option, Duration.ZERO, value -> !value.isNegative(), "0 or more");
  }
}
