package io.lakeloop.training;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of the training job. */
public final class TrainOptions {
  /** {@code train.feature-set}. */
  public static final ConfigOption<String> FEATURE_SET =
      ConfigOptions.key("train.feature-set")
          .stringType()
          .defaultValue("standard")
          .withDescription("what is learned from: handbook or standard");

  /** {@code train.model}. */
  public static final ConfigOption<String> MODEL =
      ConfigOptions.key("train.model")
          .stringType()
          .defaultValue("xgboost")
          .withDescription("what is trained: xgboost or random-cut-forest");

  /** {@code train.name}. */
  public static final ConfigOption<String> NAME =
      ConfigOptions.key("train.name")
          .stringType()
          .defaultValue("card-fraud")
          .withDescription("name of the model, the same from training to training");

  /** {@code train.until}. */
  public static final ConfigOption<String> UNTIL =
      ConfigOptions.key("train.until")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "the day before which transactions and fraud reports are known, as 2026-01-31, UTC;"
                  + " when absent, the day of the latest transaction");

  /** {@code train.days}. */
  public static final ConfigOption<Integer> DAYS =
      ConfigOptions.key("train.days")
          .intType()
          .defaultValue(28)
          .withDescription("days to train on, up to the label delay");

  /** {@code train.label-delay}. */
  public static final ConfigOption<Duration> LABEL_DELAY =
      ConfigOptions.key("train.label-delay")
          .durationType()
          .defaultValue(Duration.ofDays(7))
          .withDescription(
              "how old a transaction without a report must be to count as genuine, in whole days");

  /** {@code train.backtest-days}. */
  public static final ConfigOption<Integer> BACKTEST_DAYS =
      ConfigOptions.key("train.backtest-days")
          .intType()
          .defaultValue(7)
          .withDescription("days at most that candidate and champion are compared on");

  /** {@code train.genuine-share}. */
  public static final ConfigOption<Double> GENUINE_SHARE =
      ConfigOptions.key("train.genuine-share")
          .doubleType()
          .defaultValue(1.0)
          .withDescription(
              "share of the genuine transactions that is trained on, each weighing its inverse;"
                  + " the days that calibrate and measure are taken whole");

  /** {@code train.drop-compromised}. */
  public static final ConfigOption<Boolean> DROP_COMPROMISED =
      ConfigOptions.key("train.drop-compromised")
          .booleanType()
          .defaultValue(false)
          .withDescription("whether to leave out a card's transactions after its first report");

  /** {@code train.trees}. */
  public static final ConfigOption<Integer> TREES =
      ConfigOptions.key("train.trees")
          .intType()
          .defaultValue(300)
          .withDescription("trees at most; training stops earlier when more do not help");

  /** {@code train.seed}. */
  public static final ConfigOption<Long> SEED =
      ConfigOptions.key("train.seed")
          .longType()
          .defaultValue(1L)
          .withDescription("of every random draw");

  /** {@code train.threads}. */
  public static final ConfigOption<Integer> THREADS =
      ConfigOptions.key("train.threads")
          .intType()
          .defaultValue(1)
          .withDescription("threads of XGBoost; another number may give other bytes");

  /** {@code train.transactions-snapshot}. */
  public static final ConfigOption<Long> TRANSACTIONS_SNAPSHOT =
      ConfigOptions.key("train.transactions-snapshot")
          .longType()
          .noDefaultValue()
          .withDescription("snapshot of payments.transactions to read; when absent, the newest");

  /** {@code train.fraud-reports-snapshot}. */
  public static final ConfigOption<Long> REPORTS_SNAPSHOT =
      ConfigOptions.key("train.fraud-reports-snapshot")
          .longType()
          .noDefaultValue()
          .withDescription("snapshot of payments.fraud_reports to read; when absent, the newest");

  /** {@code train.scratch}. */
  public static final ConfigOption<String> SCRATCH =
      ConfigOptions.key("train.scratch")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "local folder for the rows while training runs; when absent, the system's folder for"
                  + " temporary files");

  /** {@code train.effective-lead}. */
  public static final ConfigOption<Duration> EFFECTIVE_LEAD =
      ConfigOptions.key("train.effective-lead")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription(
              "how long after its decision a promotion takes effect, so that every scorer knows of"
                  + " it in time");

  /** {@code train.force}. */
  public static final ConfigOption<Boolean> FORCE =
      ConfigOptions.key("train.force")
          .booleanType()
          .defaultValue(false)
          .withDescription("whether to promote whatever the gate says; recorded as such");

  /** {@code train.challenger}. */
  public static final ConfigOption<Boolean> CHALLENGER =
      ConfigOptions.key("train.challenger")
          .booleanType()
          .defaultValue(false)
          .withDescription("whether a candidate that is not promoted scores in shadow");

  /** {@code train.dry-run}. */
  public static final ConfigOption<Boolean> DRY_RUN =
      ConfigOptions.key("train.dry-run")
          .booleanType()
          .defaultValue(false)
          .withDescription("whether to change nothing, and only tell what would be");

  /** {@code train.gate.min-gain}. */
  public static final ConfigOption<Double> MIN_GAIN =
      ConfigOptions.key("train.gate.min-gain")
          .doubleType()
          .defaultValue(0.0)
          .withDescription(
              "how far above 0 the lower end of the interval of the gain in average precision must"
                  + " be");

  /** {@code train.gate.max-drift}. */
  public static final ConfigOption<Double> MAX_DRIFT =
      ConfigOptions.key("train.gate.max-drift")
          .doubleType()
          .defaultValue(1.0)
          .withDescription(
              "population stability index of a feature, training days against the newest ones, at"
                  + " most");

  /** {@code train.gate.max-alert-share}. */
  public static final ConfigOption<Double> MAX_ALERT_SHARE =
      ConfigOptions.key("train.gate.max-alert-share")
          .doubleType()
          .defaultValue(0.05)
          .withDescription("share of the newest transactions that may raise alerts");

  /** {@code train.gate.max-latency}. */
  public static final ConfigOption<Duration> MAX_LATENCY =
      ConfigOptions.key("train.gate.max-latency")
          .durationType()
          .defaultValue(Duration.ofNanos(200_000))
          .withDescription("how long scoring one transaction may take");

  /** {@code train.gate.max-size-bytes}. */
  public static final ConfigOption<Long> MAX_BYTES =
      ConfigOptions.key("train.gate.max-size-bytes")
          .longType()
          .defaultValue(16L << 20)
          .withDescription("how large an artifact may be");

  private TrainOptions() {}
}
