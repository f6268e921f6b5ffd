package io.lakeloop.sql;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What loops tell a fraud analyst. */
final class AnalystAnswers extends QueryAnswers {
  AnalystAnswers(SqlLake lake, LakeSession session, LakeFacts facts) {
    super(lake, session, facts);
  }

  @Override
  Map<String, Runnable> checks() {
    return Map.ofEntries(
        Map.entry("fraud-rate-by-day", this::checkFraudRateByDay),
        Map.entry("fraud-by-reason", this::checkFraudByReason),
        Map.entry("card-history", this::checkCardHistory),
        Map.entry("customer-spending", this::checkCustomerSpending),
        Map.entry("terminals-rising", this::checkTerminalsRising),
        Map.entry("alerts-of-day", this::checkAlertsOfDay),
        Map.entry("missed-frauds", this::checkMissedFrauds),
        Map.entry("hourly-totals", this::checkHourlyTotals));
  }

  private void checkFraudRateByDay() {
    List<List<Object>> expected = new ArrayList<>();
    totals(p -> true, LakeFacts.Payment::day)
        .forEach(
            (day, t) ->
                expected.add(
                    row(
                        day,
                        t.transactions(),
                        t.amount(),
                        t.frauds(),
                        t.fraudAmount(),
                        ratio(t.frauds(), t.transactions()))));
    assertThat(ask("fraud-rate-by-day", ALL_DAYS)).isEqualTo(expected);
  }

  private void checkFraudByReason() {
    Map<List<Object>, List<LakeFacts.Payment>> groups =
        facts.payments().stream()
            .filter(p -> facts.isFraud(p.id()))
            .collect(
                groupingBy(
                    p -> {
                      String reason = facts.report(p.id()).orElseThrow().reason();
                      return row(p.day(), reason == null ? "(none given)" : reason);
                    }));
    List<List<Object>> expected = new ArrayList<>();
    groups.forEach(
        (key, payments) -> {
          List<Object> row = new ArrayList<>(key);
          row.add((long) payments.size());
          row.add(facts.totals(payments.stream()).amount());
          expected.add(row);
        });
    assertThat(ask("fraud-by-reason", ALL_DAYS)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private void checkCardHistory() {
    assertThat(ask("card-history", with(ALL_DAYS, "customer", "C1")))
        .isEqualTo(
            facts.firstScores().stream()
                .filter(s -> s.payment().customer().equals("C1"))
                .sorted(Comparator.comparing(s -> s.payment().time()))
                .map(
                    s ->
                        row(
                            s.payment().time(),
                            s.payment().id(),
                            s.payment().terminal(),
                            s.payment().amount(),
                            s.score(),
                            s.alert(),
                            LakeFacts.MODEL,
                            s.alert() ? reasons(s) : null,
                            outcome(s)))
                .toList());
  }

  private void checkCustomerSpending() {
    List<List<Object>> expected = new ArrayList<>();
    totals(p -> p.customer().equals("C2"), LakeFacts.Payment::day)
        .forEach(
            (day, t) ->
                expected.add(
                    row(
                        day,
                        t.transactions(),
                        t.amount(),
                        t.largest(),
                        t.frauds(),
                        t.alerts(),
                        day.isBefore(CLOSED_UNTIL))));
    assertThat(ask("customer-spending", with(ALL_DAYS, "customer", "C2"))).isEqualTo(expected);
  }

  private void checkTerminalsRising() {
    LocalDate last = LocalDate.of(2026, 3, 6);
    record Rise(String terminal, long recent, long frauds, Double rate, double earlier) {}
    List<Rise> rises = new ArrayList<>();
    for (String terminal : List.of("P0", "P1", "P2", "P3", "P4")) {
      long[] counts = new long[4];
      for (LakeFacts.Payment p : facts.payments()) {
        long age = last.toEpochDay() - p.day().toEpochDay();
        if (p.terminal().equals(terminal) && age < 5) {
          int at = age < 2 ? 0 : 2;
          counts[at]++;
          counts[at + 1] += facts.isFraud(p.id()) ? 1 : 0;
        }
      }
      Double earlier = ratio(counts[3], counts[2]);
      rises.add(
          new Rise(
              terminal,
              counts[0],
              counts[1],
              ratio(counts[1], counts[0]),
              earlier == null ? 0 : earlier));
    }
    assertThat(
            ask(
                "terminals-rising",
                Map.of("on_day", last.toString(), "recent_days", "2", "earlier_days", "3")))
        .isNotEmpty()
        .isEqualTo(
            rises.stream()
                .filter(r -> r.rate != null && r.rate > r.earlier)
                .sorted(Comparator.comparingDouble((Rise r) -> r.rate - r.earlier).reversed())
                .map(
                    r -> row(r.terminal, r.recent, r.frauds, r.rate, r.earlier, r.rate - r.earlier))
                .toList());
  }

  private void checkAlertsOfDay() {
    assertThat(ask("alerts-of-day", Map.of("on_day", "2026-03-02", "most", "3")))
        .isEqualTo(
            facts.firstScores().stream()
                .filter(LakeFacts.Score::alert)
                .filter(s -> s.payment().day().equals(LocalDate.of(2026, 3, 2)))
                .sorted(Comparator.comparingDouble(LakeFacts.Score::score).reversed())
                .limit(3)
                .map(
                    s ->
                        row(
                            s.payment().time(),
                            "A-" + s.payment().id(),
                            s.payment().customer(),
                            s.payment().terminal(),
                            s.payment().amount(),
                            s.score(),
                            reasons(s),
                            outcome(s)))
                .toList());
  }

  private void checkMissedFrauds() {
    assertThat(ask("missed-frauds", with(ALL_DAYS, "most", "5")))
        .isEqualTo(
            facts.firstScores().stream()
                .filter(s -> fraud(s) && !s.alert())
                .sorted(
                    Comparator.comparing((LakeFacts.Score s) -> s.payment().amount()).reversed())
                .limit(5)
                .map(
                    s ->
                        row(
                            s.payment().time(),
                            s.payment().id(),
                            s.payment().customer(),
                            s.payment().terminal(),
                            s.payment().amount(),
                            s.score(),
                            LakeFacts.MODEL))
                .toList());
  }

  private void checkHourlyTotals() {
    List<List<Object>> expected = new ArrayList<>();
    totals(p -> true, p -> SqlLake.hour(p.time()))
        .forEach(
            (hour, t) ->
                expected.add(
                    row(
                        hour,
                        t.transactions(),
                        t.amount(),
                        t.frauds(),
                        t.alerts(),
                        t.scored() == 0 ? null : t.scoreSum().doubleValue() / t.scored(),
                        LakeFacts.dayOf(hour).isBefore(CLOSED_UNTIL))));
    assertThat(ask("hourly-totals", ALL_DAYS)).isEqualTo(expected);
  }

  private static String reasons(LakeFacts.Score s) {
    return String.join(
        "; ",
        s.features().entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .map(feature -> "because of " + feature.getKey())
            .toList());
  }
}
