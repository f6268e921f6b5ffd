package io.lakeloop.feature;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The oracle: computes a feature from the full list of events each time, by filters and decimal
 * numbers, sharing no code with the engine.
 */
final class NaiveFeatures {
  private static final Comparator<Transaction> RANK =
      Comparator.comparingLong(Transaction::eventTimeMicros)
          .thenComparing(t -> t.transactionId().length())
          .thenComparing(Transaction::transactionId);

  private final List<Transaction> transactions = new ArrayList<>();
  private final List<FraudReport> reports = new ArrayList<>();

  void add(Transaction transaction) {
    transactions.add(transaction);
  }

  void add(FraudReport report) {
    reports.add(report);
  }

  /** One transaction seen among all that is known so far. */
  View at(Transaction self, Function<Transaction, String> key, Function<FraudReport, String> by) {
    Map<String, Transaction> distinct = new TreeMap<>();
    for (Transaction transaction : transactions) {
      if (key.apply(transaction).equals(key.apply(self))) {
        distinct.merge(
            transaction.transactionId(),
            transaction,
            (a, b) ->
                RANK.thenComparingLong(Transaction::amountMinorUnits).compare(a, b) <= 0 ? a : b);
      }
    }
    List<Transaction> before =
        distinct.values().stream().filter(t -> RANK.compare(t, self) <= 0).sorted(RANK).toList();
    List<FraudReport> known =
        reports.stream()
            .filter(r -> by.apply(r).equals(key.apply(self)))
            .filter(r -> r.reportedAtMicros() <= self.eventTimeMicros())
            .sorted(
                Comparator.comparingLong(FraudReport::reportedAtMicros)
                    .thenComparing(FraudReport::fraud))
            .toList();
    return new View(self, before, known);
  }

  record View(Transaction self, List<Transaction> before, List<FraudReport> known) {
    List<Transaction> in(Duration delay, Duration length) {
      long to = self.eventTimeMicros() - delay.toMillis() * 1000;
      long from = to - length.toMillis() * 1000;
      return before.stream()
          .filter(t -> t.eventTimeMicros() > from && t.eventTimeMicros() <= to)
          .toList();
    }

    /** Those of a window without the transaction itself. */
    List<Transaction> before(Duration length) {
      List<Transaction> among = in(Duration.ZERO, length);
      return among.subList(0, among.size() - 1);
    }

    boolean isFraud(Transaction transaction) {
      boolean fraud = false;
      for (FraudReport report : known) {
        if (report.transactionId().equals(transaction.transactionId())) {
          fraud = report.fraud();
        }
      }
      return fraud;
    }

    double frauds(List<Transaction> among) {
      return among.stream().filter(this::isFraud).count();
    }

    double fraudShare(List<Transaction> among) {
      return among.isEmpty() ? 0 : frauds(among) / among.size();
    }

    List<Transaction> run(List<Transaction> among) {
      int first = among.size();
      while (first > 0 && isFraud(among.get(first - 1))) {
        first--;
      }
      return among.subList(first, among.size());
    }

    double age(List<Transaction> run) {
      return run.isEmpty()
          ? Double.NaN
          : (self.eventTimeMicros() - run.get(0).eventTimeMicros()) / 1e6;
    }

    double sincePrevious(List<Transaction> among) {
      return among.size() < 2
          ? Double.NaN
          : (self.eventTimeMicros() - among.get(among.size() - 2).eventTimeMicros()) / 1e6;
    }

    double baseline(Duration length, int most, double share) {
      List<Transaction> among = in(Duration.ZERO, length);
      List<Transaction> previous = among.subList(0, among.size() - 1);
      List<BigDecimal> amounts =
          previous.subList(Math.max(0, previous.size() - most), previous.size()).stream()
              .map(View::amount)
              .sorted()
              .toList();
      int trimmed = (int) Math.floor(amounts.size() * share);
      return mean(amounts.subList(trimmed, amounts.size() - trimmed));
    }

    double abnormal(Duration length, double multiple, double baseline, int most) {
      if (Double.isNaN(baseline)) {
        return Double.NaN;
      }
      List<Transaction> among = in(Duration.ZERO, length);
      return among.subList(Math.max(0, among.size() - most), among.size()).stream()
          .filter(t -> amount(t).doubleValue() > multiple * baseline)
          .count();
    }

    static BigDecimal amount(Transaction transaction) {
      return BigDecimal.valueOf(transaction.amountMinorUnits(), 2);
    }

    static double sum(List<Transaction> among) {
      return among.stream()
          .map(View::amount)
          .reduce(BigDecimal.ZERO, BigDecimal::add)
          .doubleValue();
    }

    static double maximum(List<Transaction> among) {
      return among.stream().mapToDouble(t -> amount(t).doubleValue()).max().orElse(Double.NaN);
    }

    static double meanAmount(List<Transaction> among) {
      return mean(among.stream().map(View::amount).toList());
    }

    private static double mean(List<BigDecimal> values) {
      return values.isEmpty()
          ? Double.NaN
          : values.stream()
              .reduce(BigDecimal.ZERO, BigDecimal::add)
              .divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL64)
              .doubleValue();
    }

    static double deviation(List<Transaction> among) {
      if (among.size() < 2) {
        return Double.NaN;
      }
      List<BigDecimal> values = among.stream().map(View::amount).toList();
      BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
      BigDecimal mean = sum.divide(BigDecimal.valueOf(values.size()), new MathContext(60));
      BigDecimal squares = BigDecimal.ZERO;
      for (BigDecimal value : values) {
        squares = squares.add(value.subtract(mean).pow(2));
      }
      return Math.sqrt(
          squares
              .divide(BigDecimal.valueOf(values.size() - 1), MathContext.DECIMAL64)
              .doubleValue());
    }
  }
}
