package io.lakeloop.training.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Card precision@k: each day, of the k cards with the highest scores, the share that had a fraud
 * that day; the mean over the days. A card's score is the highest of its transactions of the day.
 * Cards found fraudulent are blocked, and so left out on the days that follow.
 *
 * <p>Equal scores of cards: the smaller card number comes first. On a day of fewer than k cards the
 * share is of k all the same.
 *
 * <p>Source: Le Borgne et al., "Reproducible Machine Learning for Credit Card Fraud Detection",
 * chapter 4.
 */
final class CardPrecision {
  private final int k;
  private final int cardLimit;
  private final List<List<CardDay>> days;

  private record CardDay(int card, double score, boolean fraud) {
    CardDay merge(CardDay other) {
      return new CardDay(card, Math.max(score, other.score), fraud || other.fraud);
    }
  }

  CardPrecision(Predictions predictions, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("card precision of %d cards; give 1 or more".formatted(k));
    }
    this.k = k;
    this.cardLimit = predictions.cardLimit();
    Map<Integer, Map<Integer, CardDay>> byDay = new TreeMap<>();
    for (int row = 0; row < predictions.size(); row++) {
      CardDay one =
          new CardDay(predictions.card(row), predictions.score(row), predictions.isFraud(row));
      byDay
          .computeIfAbsent(predictions.day(row), day -> new HashMap<>())
          .merge(one.card(), one, CardDay::merge);
    }
    this.days = byDay.values().stream().map(CardPrecision::sorted).toList();
  }

  private static List<CardDay> sorted(Map<Integer, CardDay> cards) {
    List<CardDay> sorted = new ArrayList<>(cards.values());
    sorted.sort(
        (a, b) -> {
          int byScore = Double.compare(b.score(), a.score());
          return byScore != 0 ? byScore : Integer.compare(a.card(), b.card());
        });
    return sorted;
  }

  /** The mean of the days. */
  double mean(int[] cardWeights) {
    double sum = 0;
    for (double day : perDay(cardWeights)) {
      sum += day;
    }
    return days.isEmpty() ? Double.NaN : sum / days.size();
  }

  /** Each day's share, in the order of days. */
  double[] perDay(int[] cardWeights) {
    boolean[] blocked = new boolean[cardLimit];
    double[] shares = new double[days.size()];
    for (int day = 0; day < shares.length; day++) {
      int left = k;
      int found = 0;
      for (CardDay card : days.get(day)) {
        int taken = blocked[card.card()] ? 0 : Math.min(left, cardWeights[card.card()]);
        if (taken > 0 && card.fraud()) {
          found += taken;
          blocked[card.card()] = true;
        }
        left -= taken;
        if (left == 0) {
          break;
        }
      }
      shares[day] = (double) found / k;
    }
    return shares;
  }
}
