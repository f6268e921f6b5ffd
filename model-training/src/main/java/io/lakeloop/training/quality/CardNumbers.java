package io.lakeloop.training.quality;

import io.lakeloop.training.evaluation.Predictions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects scores as predictions whose cards have numbers in the order of their names, so that the
 * order in which rows come does not matter to a figure.
 */
final class CardNumbers {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Predictions.Builder rows = new Predictions.Builder();

  void add(String card, double score, boolean fraud, int epochDay, long amountMinorUnits) {
    Integer known = numbers.get(card);
    int number = known == null ? numbers.size() : known;
    if (known == null) {
      numbers.put(card, number);
    }
    rows.add(score, fraud, number, epochDay, amountMinorUnits);
  }

  Predictions predictions() {
    Predictions asTheyCame = rows.build();
    int[] places = new int[numbers.size()];
    List<String> sorted = numbers.keySet().stream().sorted().toList();
    for (int place = 0; place < places.length; place++) {
      places[numbers.getOrDefault(sorted.get(place), 0)] = place;
    }
    Predictions.Builder numbered = new Predictions.Builder();
    for (int row = 0; row < asTheyCame.size(); row++) {
      numbered.add(
          asTheyCame.score(row),
          asTheyCame.isFraud(row),
          places[asTheyCame.card(row)],
          asTheyCame.day(row),
          asTheyCame.amountMinorUnits(row));
    }
    return numbered.build();
  }
}
