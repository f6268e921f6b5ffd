package io.lakeloop.training.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The oracle: the definitions, by pairs and filters, over rows that are really repeated. */
final class NaiveMetrics {
  private NaiveMetrics() {}

  record Row(double score, boolean fraud, int card, int day, long amount) {}

  static Predictions predictions(List<Row> rows) {
    Predictions.Builder builder = new Predictions.Builder();
    rows.forEach(r -> builder.add(r.score(), r.fraud(), r.card(), r.day(), r.amount()));
    return builder.build();
  }

  static double aucRoc(List<Row> rows) {
    double wins = 0;
    double pairs = 0;
    for (Row fraud : rows) {
      for (Row genuine : rows) {
        if (fraud.fraud() && !genuine.fraud()) {
          pairs++;
          wins += fraud.score() > genuine.score() ? 1 : 0;
          wins += fraud.score() == genuine.score() ? 0.5 : 0;
        }
      }
    }
    return wins / pairs;
  }

  static double averagePrecision(List<Row> rows) {
    double sum = 0;
    double recallBefore = 0;
    for (double threshold : new TreeSet<>(rows.stream().map(Row::score).toList()).descendingSet()) {
      List<Row> above = rows.stream().filter(r -> r.score() >= threshold).toList();
      double caught = above.stream().filter(Row::fraud).count();
      double recall = caught / rows.stream().filter(Row::fraud).count();
      sum += (recall - recallBefore) * caught / above.size();
      recallBefore = recall;
    }
    return sum;
  }

  static double cardPrecision(List<Row> rows, int k) {
    Set<Integer> blocked = new HashSet<>();
    double sum = 0;
    List<Integer> days = rows.stream().map(Row::day).distinct().sorted().toList();
    for (int day : days) {
      List<Row> ofDay =
          rows.stream().filter(r -> r.day() == day && !blocked.contains(r.card())).toList();
      List<Integer> cards =
          new ArrayList<>(ofDay.stream().map(Row::card).distinct().sorted().toList());
      cards.sort(
          Comparator.comparingDouble(
              card ->
                  -ofDay.stream()
                      .filter(r -> r.card() == card)
                      .mapToDouble(Row::score)
                      .max()
                      .orElseThrow()));
      List<Integer> found =
          cards.stream()
              .limit(k)
              .filter(card -> ofDay.stream().anyMatch(r -> r.card() == card && r.fraud()))
              .toList();
      sum += (double) found.size() / k;
      blocked.addAll(found);
    }
    return sum / days.size();
  }
}
