package io.lakeloop.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.iceberg.data.Record;

/** What history should say, by plain loops over all rows of the source tables. */
final class NaiveHistory {
  private final Map<String, Record> payments = new HashMap<>();
  private final Map<String, Long> records = new HashMap<>();
  private final Map<String, OffsetDateTime> newest = new HashMap<>();
  private final Map<String, Boolean> fraud = new HashMap<>();
  private final Map<String, Record> scores = new HashMap<>();

  NaiveHistory(List<Record> transactions, List<Record> reports, List<Record> scored) {
    List<Record> inOrder = new ArrayList<>(transactions);
    inOrder.sort(
        by("event_time").thenComparing(by("kafka_partition")).thenComparing(by("kafka_offset")));
    for (Record row : inOrder) {
      String id = id(row, "event_time");
      payments.putIfAbsent(id, row);
      records.merge(id, 1L, Long::sum);
      newest.merge(
          id, (OffsetDateTime) row.getField("ingested_at"), (a, b) -> a.isAfter(b) ? a : b);
    }
    List<Record> reported = new ArrayList<>(reports);
    reported.sort(
        by("reported_at").thenComparing(by("kafka_partition")).thenComparing(by("kafka_offset")));
    reported.forEach(
        row -> fraud.put(id(row, "transaction_time"), (Boolean) row.getField("fraud")));
    List<Record> asScored = new ArrayList<>(scored);
    asScored.sort(
        by("scored_at").thenComparing(by("kafka_partition")).thenComparing(by("kafka_offset")));
    asScored.forEach(row -> scores.putIfAbsent(id(row, "event_time"), row));
  }

  @SuppressWarnings("unchecked")
  private static Comparator<Record> by(String column) {
    return Comparator.comparing(row -> (Comparable<Object>) row.getField(column));
  }

  private static String id(Record row, String time) {
    return day(row, time) + " " + row.getField("transaction_id");
  }

  private static LocalDate day(Record row, String time) {
    return ((OffsetDateTime) row.getField(time))
        .withOffsetSameInstant(ZoneOffset.UTC)
        .toLocalDate();
  }

  List<String> dailyCustomer(LocalDate closedUntil) {
    return rows(closedUntil, row -> day(row, "event_time") + " " + row.getField("customer_id"));
  }

  List<String> dailyTerminal(LocalDate closedUntil) {
    return rows(closedUntil, row -> day(row, "event_time") + " " + row.getField("terminal_id"));
  }

  List<String> hourlyTotals(LocalDate closedUntil) {
    return rows(
        closedUntil,
        row -> ((OffsetDateTime) row.getField("event_time")).truncatedTo(ChronoUnit.HOURS) + "");
  }

  private List<String> rows(LocalDate closedUntil, Function<Record, String> key) {
    Map<String, List<String>> groups = new TreeMap<>();
    payments.forEach(
        (id, row) -> {
          if (day(row, "event_time").isBefore(closedUntil)) {
            groups.computeIfAbsent(key.apply(row), k -> new ArrayList<>()).add(id);
          }
        });
    List<String> rows = new ArrayList<>();
    groups.forEach((group, ids) -> rows.add(row(group, ids)));
    return rows;
  }

  private String row(String group, List<String> ids) {
    BigDecimal sum = new BigDecimal("0.00");
    BigDecimal min = null;
    BigDecimal max = null;
    long frauds = 0;
    BigDecimal fraudAmount = new BigDecimal("0.00");
    long scored = 0;
    BigDecimal scoreSum = new BigDecimal("0.000000000");
    Double scoreMax = null;
    long alerts = 0;
    long copies = 0;
    OffsetDateTime latest = null;
    for (String id : ids) {
      Record payment = payments.get(id);
      BigDecimal amount = (BigDecimal) payment.getField("amount");
      sum = sum.add(amount);
      min = min == null ? amount : min.min(amount);
      max = max == null ? amount : max.max(amount);
      if (fraud.getOrDefault(id, false)) {
        frauds++;
        fraudAmount = fraudAmount.add(amount);
      }
      Record score = scores.get(id);
      if (score != null) {
        scored++;
        double value = (Double) score.getField("score");
        scoreSum = scoreSum.add(new BigDecimal(value).setScale(9, RoundingMode.HALF_UP));
        scoreMax = scoreMax == null ? value : Math.max(scoreMax, value);
        alerts += (Boolean) score.getField("is_alert") ? 1 : 0;
      }
      copies += records.get(id);
      OffsetDateTime ingested = newest.get(id);
      latest = latest == null || ingested.isAfter(latest) ? ingested : latest;
    }
    LocalDate day = day(payments.get(ids.get(0)), "event_time");
    return String.join(
        " ",
        group,
        ids.size() + "",
        sum + "",
        min + "",
        max + "",
        frauds + "",
        fraudAmount + "",
        scored + "",
        scoreSum + "",
        scoreMax + "",
        alerts + "",
        copies + "",
        latest.toInstant() + "",
        day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant() + "");
  }

  /** The same of a row that the job wrote. */
  static String written(Record row) {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      text.add(
          value instanceof OffsetDateTime time
              ? i == 0 ? time.truncatedTo(ChronoUnit.HOURS) + "" : time.toInstant() + ""
              : value + "");
    }
    return String.join(" ", text);
  }
}
