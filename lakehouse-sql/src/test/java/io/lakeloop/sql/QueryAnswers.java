package io.lakeloop.sql;

import static java.util.stream.Collectors.groupingBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Asks named queries, and counts over facts by plain loops. */
abstract class QueryAnswers {
  static final Map<String, String> ALL_DAYS =
      Map.of("from_day", "2026-03-01", "to_day", "2026-03-31");
  static final LocalDate CLOSED_UNTIL = LakeFacts.START.plusDays(3);

  private static final LocalDate TODAY = LocalDate.of(2026, 3, 7);

  final SqlLake lake;
  final LakeFacts facts;
  private final LakeSession session;

  QueryAnswers(SqlLake lake, LakeSession session, LakeFacts facts) {
    this.lake = lake;
    this.session = session;
    this.facts = facts;
  }

  /** For each query, a comparison with what loops tell. */
  abstract Map<String, Runnable> checks();

  List<List<Object>> ask(String query, Map<String, String> parameters) {
    return rows(SqlLibrary.query(query).bind(parameters, TODAY));
  }

  List<List<Object>> rows(String sql) {
    List<List<Object>> rows = new ArrayList<>();
    try (CloseableIterator<Row> result =
        session.execute(SqlText.statements(sql).get(0)).collect()) {
      while (result.hasNext()) {
        Row row = result.next();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.getArity(); i++) {
          values.add(row.getField(i));
        }
        rows.add(values);
      }
    } catch (Exception e) {
      throw new IllegalStateException(sql, e);
    }
    return rows;
  }

  static List<Object> row(Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }

  static Map<String, String> with(Map<String, String> base, String... more) {
    Map<String, String> all = new TreeMap<>(base);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  <K extends Comparable<K>> Map<K, LakeFacts.Totals> totals(
      Predicate<LakeFacts.Payment> which, Function<LakeFacts.Payment, K> key) {
    Map<K, LakeFacts.Totals> totals = new TreeMap<>();
    facts.payments().stream()
        .filter(which)
        .collect(groupingBy(key))
        .forEach((group, payments) -> totals.put(group, facts.totals(payments.stream())));
    return totals;
  }

  long count(Predicate<LakeFacts.Score> which) {
    return facts.firstScores().stream().filter(which).count();
  }

  static Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }

  boolean known(LakeFacts.Score s) {
    return facts.report(s.payment().id()).isPresent();
  }

  boolean fraud(LakeFacts.Score s) {
    return facts.isFraud(s.payment().id());
  }

  Object outcome(LakeFacts.Score s) {
    return facts.report(s.payment().id()).map(LakeFacts.Report::fraud).orElse(null);
  }

  static boolean on(LocalDate day, LakeFacts.Score s) {
    return s.payment().day().equals(day);
  }

  static Object about(double value) {
    return "%.9f".formatted(value);
  }

  static List<List<Object>> rounded(List<List<Object>> rows) {
    return rows.stream()
        .map(
            row -> row.stream().map(value -> value instanceof Double d ? about(d) : value).toList())
        .toList();
  }
}
