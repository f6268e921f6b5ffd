package io.lakeloop.feature;

import static io.lakeloop.feature.Features.amount;
import static io.lakeloop.feature.Features.customer;
import static io.lakeloop.feature.Features.days;
import static io.lakeloop.feature.Features.duringNight;
import static io.lakeloop.feature.Features.duringWeekend;
import static io.lakeloop.feature.Features.hourOfDay;
import static io.lakeloop.feature.Features.hours;
import static io.lakeloop.feature.Features.terminal;

import java.time.Duration;
import java.util.List;

/** The feature sets that come with Lakeloop. To add a feature, add a line. */
public final class FeatureSets {
  private static final Duration LABEL_DELAY = days(7);

  /** What a card usually pays: the last 50 payments of 30 days, a fifth left out at each end. */
  private static final Baseline USUAL_AMOUNT = new Baseline(Window.of(days(30)), 50, 0.2);

  /**
   * The published features of the "Reproducible Machine Learning for Credit Card Fraud Detection"
   * handbook (chapter 3, baseline feature transformation), by their published names.
   */
  public static final FeatureSet HANDBOOK =
      FeatureSet.named("handbook")
          .with(
              amount().as("TX_AMOUNT"),
              duringWeekend().as("TX_DURING_WEEKEND"),
              duringNight().as("TX_DURING_NIGHT"))
          .with(
              customer().over(days(1)).count().as("CUSTOMER_ID_NB_TX_1DAY_WINDOW"),
              customer().over(days(1)).amountMean().as("CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW"),
              customer().over(days(7)).count().as("CUSTOMER_ID_NB_TX_7DAY_WINDOW"),
              customer().over(days(7)).amountMean().as("CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW"),
              customer().over(days(30)).count().as("CUSTOMER_ID_NB_TX_30DAY_WINDOW"),
              customer().over(days(30)).amountMean().as("CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW"))
          .with(
              reported(1).count().as("TERMINAL_ID_NB_TX_1DAY_WINDOW"),
              reported(1).fraudShare().as("TERMINAL_ID_RISK_1DAY_WINDOW"),
              reported(7).count().as("TERMINAL_ID_NB_TX_7DAY_WINDOW"),
              reported(7).fraudShare().as("TERMINAL_ID_RISK_7DAY_WINDOW"),
              reported(30).count().as("TERMINAL_ID_NB_TX_30DAY_WINDOW"),
              reported(30).fraudShare().as("TERMINAL_ID_RISK_30DAY_WINDOW"));

  /** The default: the published features and more. */
  public static final FeatureSet STANDARD =
      FeatureSet.named("standard")
          .with(HANDBOOK.features().toArray(Feature[]::new))
          .with(
              hourOfDay(),
              customer().over(hours(1)).count(),
              customer().over(hours(1)).amountSum(),
              customer().over(days(1)).amountSum(),
              customer().over(days(7)).amountMaximum(),
              customer().over(days(30)).amountDeviation(),
              customer().over(days(30)).amountMaximum(),
              customer().over(days(30)).sincePrevious(),
              customer().over(days(30)).amountRatio(USUAL_AMOUNT),
              customer().over(days(1)).abnormalAmounts(3, USUAL_AMOUNT),
              customer().over(days(14)).abnormalAmounts(3, USUAL_AMOUNT),
              customer().over(days(14)).maximumBeforeRatio(USUAL_AMOUNT),
              customer().over(days(30)).fraudCount())
          .with(
              terminal().over(hours(1)).count(),
              terminal().over(days(1)).amountMean(),
              terminal().over(days(30)).fraudCount(),
              reported(30).fraudRun(),
              reported(30).fraudRunAge(),
              reported(30).fraudRunAmountMean());

  private FeatureSets() {}

  private static Features.Windowed reported(int days) {
    return terminal().delayedBy(LABEL_DELAY).over(days(days));
  }

  /** Every set. */
  public static List<FeatureSet> all() {
    return List.of(HANDBOOK, STANDARD);
  }

  /** The name of every set. */
  public static List<String> names() {
    return all().stream().map(FeatureSet::name).toList();
  }

  /**
   * The set of a name.
   *
   * @throws IllegalArgumentException when there is none, naming those there are
   */
  public static FeatureSet of(String name) {
    return all().stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "feature set '%s' is not known; give one of %s".formatted(name, names())));
  }
}
