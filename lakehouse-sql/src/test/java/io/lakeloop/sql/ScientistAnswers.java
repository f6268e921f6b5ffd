package io.lakeloop.sql;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What loops tell a data scientist. */
final class ScientistAnswers extends QueryAnswers {
  ScientistAnswers(SqlLake lake, LakeSession session, LakeFacts facts) {
    super(lake, session, facts);
  }

  @Override
  Map<String, Runnable> checks() {
    return Map.ofEntries(
        Map.entry("reasons-of-alerts", this::checkReasonsOfAlerts),
        Map.entry("alert-load", this::checkAlertLoad),
        Map.entry("champion-and-challengers", this::checkChampionAndChallengers),
        Map.entry("score-calibration", this::checkScoreCalibration),
        Map.entry("feature-by-day", this::checkFeatureByDay),
        Map.entry("skew-by-feature", this::checkSkewByFeature),
        Map.entry("what-if", this::checkWhatIf),
        Map.entry("explain-transaction", this::checkExplainTransaction),
        Map.entry("model-history", this::checkModelHistory));
  }

  private void checkReasonsOfAlerts() {
    List<List<Object>> expected = new ArrayList<>();
    for (String feature : List.of("TX_AMOUNT", "hours")) {
      List<Double> parts =
          facts.firstScores().stream()
              .filter(s -> s.alert() && s.features().containsKey(feature))
              .map(s -> s.features().get(feature) / 1000)
              .toList();
      expected.add(
          row(
              feature,
              (long) parts.size(),
              about(parts.stream().mapToDouble(d -> d).average().orElseThrow()),
              about(parts.stream().mapToDouble(d -> d).max().orElseThrow())));
    }
    assertThat(rounded(ask("reasons-of-alerts", ALL_DAYS))).isEqualTo(expected);
  }

  private void checkAlertLoad() {
    List<List<Object>> expected = new ArrayList<>();
    LakeFacts.START
        .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
        .forEach(day -> expected.add(quality(day)));
    assertThat(ask("alert-load", ALL_DAYS)).isEqualTo(expected);
  }

  private void checkChampionAndChallengers() {
    assertThat(rounded(ask("champion-and-challengers", ALL_DAYS)))
        .isEqualTo(
            List.of(
                row(
                    LakeFacts.MODEL,
                    LakeFacts.CHALLENGER,
                    count(s -> true),
                    about(
                        facts.firstScores().stream()
                            .mapToDouble(s -> Math.abs(s.challenger() - s.score()))
                            .average()
                            .orElseThrow()),
                    count(LakeFacts.Score::alert),
                    count(s -> s.challenger() >= 0.5),
                    count(s -> fraud(s) && s.alert()),
                    count(s -> fraud(s) && s.challenger() >= 0.5))));
  }

  private void checkScoreCalibration() {
    Map<Integer, List<LakeFacts.Score>> tenths =
        new TreeMap<>(
            facts.firstScores().stream()
                .filter(this::known)
                .collect(groupingBy(s -> (int) (s.score() * 10))));
    List<List<Object>> expected = new ArrayList<>();
    tenths.forEach(
        (tenth, scores) ->
            expected.add(
                row(
                    tenth,
                    (long) scores.size(),
                    about(
                        scores.stream()
                            .mapToDouble(LakeFacts.Score::score)
                            .average()
                            .orElseThrow()),
                    about(ratio(scores.stream().filter(this::fraud).count(), scores.size())))));
    assertThat(rounded(ask("score-calibration", ALL_DAYS))).isEqualTo(expected);
  }

  private void checkFeatureByDay() {
    List<List<Object>> expected = new ArrayList<>();
    LakeFacts.START
        .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
        .forEach(
            day -> {
              List<Double> values =
                  facts.firstScores().stream()
                      .filter(s -> on(day, s) && s.features().containsKey("hours"))
                      .map(s -> s.features().get("hours"))
                      .toList();
              long scored = count(s -> on(day, s));
              expected.add(
                  row(
                      day,
                      scored,
                      scored - values.size(),
                      about(values.stream().mapToDouble(d -> d).average().orElseThrow()),
                      about(values.stream().mapToDouble(d -> d).min().orElseThrow()),
                      about(values.stream().mapToDouble(d -> d).max().orElseThrow())));
            });
    assertThat(rounded(ask("feature-by-day", with(ALL_DAYS, "feature", "hours"))))
        .isEqualTo(expected);
  }

  private void checkSkewByFeature() {
    assertThat(ask("skew-by-feature", Map.of()))
        .isEqualTo(List.of(row("small", "TX_AMOUNT", 100L, 4L, 0.04, 2.0, 1L, 1L, 1L)));
  }

  private void checkWhatIf() {
    List<List<Object>> expected = new ArrayList<>();
    LakeFacts.START
        .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
        .forEach(
            day ->
                expected.add(
                    row(
                        day,
                        count(s -> on(day, s)),
                        count(s -> on(day, s) && s.alert()),
                        count(s -> on(day, s) && dear(s)),
                        count(s -> on(day, s) && fraud(s) && s.alert()),
                        count(s -> on(day, s) && fraud(s) && dear(s)))));
    assertThat(ask("what-if", with(ALL_DAYS, "model", "m-2"))).isEqualTo(expected);
  }

  private void checkExplainTransaction() {
    LakeFacts.Score dear =
        facts.firstScores().stream().filter(ScientistAnswers::dear).findFirst().orElseThrow();
    double amount = dear.payment().amount().doubleValue();
    assertThat(
            ask("explain-transaction", Map.of("transaction", dear.payment().id(), "model", "m-1")))
        .containsExactly(
            row(dear.payment().id(), 0.9, "TX_AMOUNT", amount, 0.9, "very dear"),
            row(dear.payment().id(), 0.9, "TX_AMOUNT", amount, 0.2, "dear"));
  }

  private void checkModelHistory() {
    assertThat(ask("model-history", Map.of()))
        .extracting(row -> row.get(1), row -> row.get(2), row -> row.get(5))
        .containsExactly(
            tuple("registered", "m-1", "trained"), tuple("registered", "m-2", "trained"));
  }

  private static boolean dear(LakeFacts.Score s) {
    return s.payment().amount().compareTo(BigDecimal.valueOf(250)) >= 0;
  }

  private List<Object> quality(LocalDate day) {
    long caught = count(s -> on(day, s) && fraud(s) && s.alert());
    long frauds = count(s -> on(day, s) && fraud(s));
    return row(
        day,
        LakeFacts.MODEL,
        count(s -> on(day, s)),
        count(s -> on(day, s) && s.alert()),
        frauds,
        caught,
        count(s -> on(day, s) && s.alert() && known(s) && !fraud(s)),
        ratio(caught, count(s -> on(day, s) && s.alert() && known(s))),
        ratio(caught, frauds));
  }
}
