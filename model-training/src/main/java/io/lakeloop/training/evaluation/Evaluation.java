package io.lakeloop.training.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What was measured on the rows of some days.
 *
 * @param fromEpochDay first day with rows, days since 1970
 * @param toEpochDay last day with rows
 * @param rows transactions
 * @param frauds frauds among them
 * @param figures each metric by its name, in a fixed order
 * @param reliability the bins of a reliability diagram
 */
public record Evaluation(
    int fromEpochDay,
    int toEpochDay,
    int rows,
    int frauds,
    Map<String, Estimate> figures,
    List<Reliability.Bin> reliability) {
  /** Area under the ROC curve. */
  public static final String AUC_ROC = "auc_roc";

  /** Average precision. */
  public static final String AVERAGE_PRECISION = "average_precision";

  /** Brier score. */
  public static final String BRIER = "brier";

  private static final int DAYS_OF_A_WEEK = 7;

  /** Copies the figures. */
  public Evaluation {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    reliability = List.copyOf(reliability);
  }

  /**
   * What is measured.
   *
   * @param topCards how many cards a day card precision looks at
   * @param alertsPerDay alerts that can be looked at in a day
   * @param costs what alerts cost
   * @param replicates bootstrap replicates of the confidence intervals; 0 for none
   */
  public record Settings(int topCards, int alertsPerDay, AlertCosts costs, int replicates) {
    /** 100 cards and 100 alerts a day, an alert costs 5 currency units, 200 replicates. */
    public static final Settings STANDARD = new Settings(100, 100, new AlertCosts(500), 200);
  }

  /** The name of card precision@k. */
  public static String cardPrecisionAt(int k) {
    return "card_precision_at_" + k;
  }

  /** The name of recall at an alert budget. */
  public static String recallAt(int alertsPerDay) {
    return "recall_at_%d_alerts_a_day".formatted(alertsPerDay);
  }

  /**
   * Measures all rows together.
   *
   * @param predictions scores that are probabilities; at least one row
   * @param random where the bootstrap draws from; seeded by the caller
   */
  public static Evaluation of(Predictions predictions, Settings settings, RandomGenerator random) {
    int[] days = predictions.distinctDays();
    if (days.length == 0) {
      throw new IllegalArgumentException("no row to evaluate; choose days that have transactions");
    }
    Bootstrap bootstrap = new Bootstrap(predictions, settings.replicates(), random);
    RankingMetrics ranking = new RankingMetrics(predictions);
    CardPrecision cards = new CardPrecision(predictions, settings.topCards());
    AlertBudget budget = new AlertBudget(predictions, settings.alertsPerDay());
    Map<String, Estimate> figures = new LinkedHashMap<>();
    figures.put(AUC_ROC, bootstrap.of(ranking::aucRoc));
    figures.put(AVERAGE_PRECISION, bootstrap.of(ranking::averagePrecision));
    figures.put(cardPrecisionAt(settings.topCards()), bootstrap.of(cards::mean));
    figures.put(recallAt(settings.alertsPerDay()), bootstrap.of(budget::recall));
    figures.put(
        "loss_share", bootstrap.of(weights -> settings.costs().lossShare(predictions, weights)));
    figures.put(BRIER, bootstrap.of(weights -> Reliability.brier(predictions, weights)));
    return new Evaluation(
        days[0],
        days[days.length - 1],
        predictions.size(),
        predictions.fraudCount(),
        figures,
        Reliability.bins(predictions));
  }

  /** Measures each week of seven days from the first one on; the last may be shorter. */
  public static List<Evaluation> perWeek(
      Predictions predictions, int firstEpochDay, Settings settings, RandomGenerator random) {
    List<Evaluation> weeks = new ArrayList<>();
    int[] days = predictions.distinctDays();
    int end = days.length == 0 ? firstEpochDay : days[days.length - 1] + 1;
    for (int from = firstEpochDay; from < end; from += DAYS_OF_A_WEEK) {
      Predictions week = predictions.ofDays(from, from + DAYS_OF_A_WEEK);
      if (week.size() > 0) {
        weeks.add(of(week, settings, random));
      }
    }
    return weeks;
  }

  /** A figure by its name. */
  public double value(String figure) {
    Estimate estimate = figures.get(figure);
    if (estimate == null) {
      throw new IllegalArgumentException(
          "figure '%s' was not measured; ask for one of %s".formatted(figure, figures.keySet()));
    }
    return estimate.value();
  }
}
