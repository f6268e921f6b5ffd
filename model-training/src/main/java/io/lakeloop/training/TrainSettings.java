package io.lakeloop.training;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.ModelKind;
import io.lakeloop.training.gate.GateSettings;
import io.lakeloop.training.trainer.BoostingSettings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/**
 * The validated settings of the training job. Holds no secret.
 *
 * @param lake where the lake is
 * @param features what is learned from
 * @param kind what is trained
 * @param name the model's name
 * @param until the day before which things are known; null for that of the latest transaction
 * @param days to train on
 * @param delayDays how old a transaction without a report must be to count as genuine
 * @param backtestDays days at most of the comparison with the champion
 * @param genuineShare share of genuine transactions
 * @param dropCompromised whether a card's transactions after its first report are left out
 * @param boosting parameters of training
 * @param transactionsSnapshot what is read; null for the newest
 * @param reportsSnapshot what is read; null for the newest
 * @param scratch folder for rows; null for the system's
 * @param effectiveLead from decision to effect
 * @param actions what the run may do
 * @param gate what a candidate must show
 */
public record TrainSettings(
    LakeSettings lake,
    FeatureSet features,
    ModelKind kind,
    String name,
    @Nullable LocalDate until,
    int days,
    int delayDays,
    int backtestDays,
    double genuineShare,
    boolean dropCompromised,
    BoostingSettings boosting,
    @Nullable Long transactionsSnapshot,
    @Nullable Long reportsSnapshot,
    @Nullable Path scratch,
    Duration effectiveLead,
    Actions actions,
    GateSettings gate) {

  /**
   * What a run may do with its candidate.
   *
   * @param force promote whatever the gate says
   * @param challenger let it score in shadow when it is not promoted
   * @param dryRun change nothing
   */
  public record Actions(boolean force, boolean challenger, boolean dryRun) {}

  /**
   * Reads settings.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem, when there is
   *     one
   */
  public static TrainSettings of(Map<String, String> values) {
    return OptionReader.read(values, options(), TrainSettings::read);
  }

  /** Every option that the job knows. */
  public static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>(OptionDocs.declaredBy(TrainOptions.class));
    options.addAll(OptionDocs.declaredBy(LakeOptions.class));
    return options;
  }

  /**
   * What goes into the model beside the snapshots and the code, by option key.
   *
   * @param known the day before which things are known
   */
  SortedMap<String, String> ingredients(LocalDate known) {
    SortedMap<String, String> values = new TreeMap<>();
    values.put(TrainOptions.FEATURE_SET.key(), features.name());
    values.put(TrainOptions.MODEL.key(), kind.id());
    values.put(TrainOptions.NAME.key(), name);
    values.put(TrainOptions.UNTIL.key(), known.toString());
    values.put(TrainOptions.DAYS.key(), Integer.toString(days));
    values.put(TrainOptions.LABEL_DELAY.key(), delayDays + " d");
    values.put(TrainOptions.BACKTEST_DAYS.key(), Integer.toString(backtestDays));
    values.put(TrainOptions.GENUINE_SHARE.key(), Double.toString(genuineShare));
    values.put(TrainOptions.DROP_COMPROMISED.key(), Boolean.toString(dropCompromised));
    values.put(TrainOptions.TREES.key(), Integer.toString(boosting.trees()));
    values.put(TrainOptions.SEED.key(), Long.toString(boosting.seed()));
    values.put(TrainOptions.THREADS.key(), Integer.toString(boosting.threads()));
    return values;
  }

  private static TrainSettings read(OptionReader options) {
    return new TrainSettings(
        LakeOptions.read(options),
        featureSet(options),
        kind(options),
        options.required(TrainOptions.NAME, "card-fraud"),
        day(options),
        atLeastOne(options, TrainOptions.DAYS),
        delayDays(options),
        atLeastOne(options, TrainOptions.BACKTEST_DAYS),
        options.checked(
            TrainOptions.GENUINE_SHARE,
            1.0,
            share -> share > 0 && share <= 1,
            "more than 0, up to 1"),
        options.required(TrainOptions.DROP_COMPROMISED, false),
        boosting(options),
        options.optional(TrainOptions.TRANSACTIONS_SNAPSHOT).orElse(null),
        options.optional(TrainOptions.REPORTS_SNAPSHOT).orElse(null),
        options.optional(TrainOptions.SCRATCH).map(Path::of).orElse(null),
        options.checked(
            TrainOptions.EFFECTIVE_LEAD,
            Duration.ZERO,
            lead -> !lead.isNegative() && !lead.isZero(),
            "more than 0"),
        new Actions(
            options.required(TrainOptions.FORCE, false),
            options.required(TrainOptions.CHALLENGER, false),
            options.required(TrainOptions.DRY_RUN, false)),
        gate(options));
  }

  private static BoostingSettings boosting(OptionReader options) {
    int trees =
        options.checked(
            TrainOptions.TREES, 1, count -> count >= 1 && count <= 10_000, "1 to 10,000");
    int threads = atLeastOne(options, TrainOptions.THREADS);
    return BoostingSettings.STANDARD
        .withTrees(Math.min(10_000, Math.max(1, trees)))
        .withSeed(options.required(TrainOptions.SEED, 1L))
        .withThreads(Math.max(1, threads));
  }

  private static GateSettings gate(OptionReader options) {
    GateSettings standard = GateSettings.STANDARD;
    return new GateSettings(
        options.required(TrainOptions.MIN_GAIN, 0.0),
        standard.fewestFrauds(),
        standard.maxAveragePrecision(),
        standard.maxFeatureAuc(),
        standard.maxScoreShift(),
        options.required(TrainOptions.MAX_DRIFT, 1.0),
        options.required(TrainOptions.MAX_ALERT_SHARE, 1.0),
        options.required(TrainOptions.MAX_LATENCY, Duration.ZERO).toNanos() / 1e3,
        options.required(TrainOptions.MAX_BYTES, 0L));
  }

  private static int atLeastOne(OptionReader options, ConfigOption<Integer> option) {
    return options.checked(option, 1, count -> count >= 1, "1 or more");
  }

  private static int delayDays(OptionReader options) {
    Duration delay =
        options.checked(
            TrainOptions.LABEL_DELAY,
            Duration.ZERO,
            value -> !value.isNegative() && Duration.ofDays(value.toDays()).equals(value),
            "whole days, 0 or more");
    return Math.toIntExact(delay.toDays());
  }

  private static FeatureSet featureSet(OptionReader options) {
    String name = options.required(TrainOptions.FEATURE_SET, "");
    try {
      return FeatureSets.of(name);
    } catch (IllegalArgumentException e) {
      options.problem(
          TrainOptions.FEATURE_SET,
          "must be one of " + FeatureSets.all().stream().map(FeatureSet::name).toList());
      return FeatureSets.STANDARD;
    }
  }

  private static ModelKind kind(OptionReader options) {
    String id = options.required(TrainOptions.MODEL, "");
    for (ModelKind kind : List.of(ModelKind.XGBOOST, ModelKind.RANDOM_CUT_FOREST)) {
      if (kind.id().equals(id)) {
        return kind;
      }
    }
    options.problem(TrainOptions.MODEL, "must be xgboost or random-cut-forest");
    return ModelKind.XGBOOST;
  }

  private static @Nullable LocalDate day(OptionReader options) {
    Optional<String> text = options.optional(TrainOptions.UNTIL);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return LocalDate.parse(text.get());
    } catch (DateTimeException e) {
      options.problem(TrainOptions.UNTIL, "is no day such as 2026-01-31");
      return null;
    }
  }
}
