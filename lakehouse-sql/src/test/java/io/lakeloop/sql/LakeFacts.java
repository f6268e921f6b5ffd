package io.lakeloop.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What happened, as plain values made from a seed, and what it adds up to by plain loops. */
final class LakeFacts {
  static final LocalDate START = LocalDate.of(2026, 3, 1);
  static final int DAYS = 6;
  static final String MODEL = "m-1";
  static final String CHALLENGER = "m-2";
  static final double THRESHOLD = 0.8;

  private static final List<String> REASONS = List.of("card stolen", "phished");

  /** A record of a transaction. */
  record Payment(
      String id,
      Instant time,
      String customer,
      String terminal,
      BigDecimal amount,
      int partition,
      long offset,
      Instant ingestedAt) {
    LocalDate day() {
      return dayOf(time);
    }
  }

  /** A record of a report. */
  record Report(
      String id,
      Instant at,
      boolean fraud,
      Payment payment,
      @Nullable String reason,
      long offset) {}

  /** A row of a score. */
  record Score(
      Payment payment,
      double score,
      boolean alert,
      double challenger,
      Map<String, Double> features,
      boolean late,
      Instant scoredAt) {}

  /** What a group of transactions adds up to. */
  record Totals(
      long transactions,
      BigDecimal amount,
      BigDecimal smallest,
      BigDecimal largest,
      long frauds,
      BigDecimal fraudAmount,
      long scored,
      BigDecimal scoreSum,
      @Nullable Double scoreMax,
      long alerts) {}

  final List<Payment> records = new ArrayList<>();
  final List<Report> reports = new ArrayList<>();
  final List<Score> scores = new ArrayList<>();

  private final long[] offsets = new long[2];
  private final Random random;
  private int ids;

  LakeFacts(long seed, int count) {
    random = new Random(seed);
    for (int i = 0; i < count; i++) {
      add(START.plusDays(random.nextInt(DAYS)));
    }
  }

  static LocalDate dayOf(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /** One more transaction on a day, with what follows from it. */
  Payment add(LocalDate day) {
    int i = ids++;
    Instant time =
        day.atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .plus(random.nextLong(86_400_000_000L), ChronoUnit.MICROS);
    Payment payment =
        new Payment(
            "T" + i,
            time,
            "C" + random.nextInt(8),
            "P" + random.nextInt(5),
            BigDecimal.valueOf(1 + random.nextInt(50_000), 2),
            i % 2,
            offsets[i % 2]++,
            time.plusSeconds(1 + random.nextInt(30)));
    records.add(payment);
    if (i % 20 == 3) {
      records.add(
          new Payment(
              payment.id,
              time,
              payment.customer,
              payment.terminal,
              payment.amount,
              1 - i % 2,
              offsets[1 - i % 2]++,
              payment.ingestedAt.plusSeconds(9)));
    }
    if (i % 25 != 0) {
      score(i, payment);
    }
    if (i % 9 == 0 || i % 14 == 0) {
      report(payment, 2, i % 9 == 0, i % 27 == 0 ? null : REASONS.get(i % 2));
    }
    if (i % 45 == 0) {
      report(payment, 3, false, null);
    }
    return payment;
  }

  private void report(Payment payment, int days, boolean fraud, @Nullable String reason) {
    Instant at = payment.time.plus(days, ChronoUnit.DAYS);
    reports.add(new Report(payment.id, at, fraud, payment, reason, reports.size()));
  }

  private void score(int i, Payment payment) {
    double score = random.nextDouble();
    Map<String, Double> features = new TreeMap<>();
    features.put("TX_AMOUNT", payment.amount.doubleValue());
    if (i % 3 != 0) {
      features.put("hours", random.nextDouble());
    }
    Instant at = payment.ingestedAt.plusMillis(40);
    scores.add(
        new Score(
            payment, score, score >= THRESHOLD, random.nextDouble(), features, i % 17 == 0, at));
    if (i % 30 == 1) {
      double again = 1 - score;
      scores.add(
          new Score(payment, again, again >= THRESHOLD, 0.5, features, false, at.plusSeconds(60)));
    }
  }

  /** Each transaction once. */
  List<Payment> payments() {
    Map<String, Payment> first = new TreeMap<>();
    records.forEach(r -> first.merge(r.id, r, (a, b) -> a.partition <= b.partition ? a : b));
    return List.copyOf(first.values());
  }

  /** What was reported last of a transaction. */
  Optional<Report> report(String id) {
    return reports.stream()
        .filter(r -> r.id.equals(id))
        .max(Comparator.comparing(Report::at).thenComparing(Report::offset));
  }

  boolean isFraud(String id) {
    return report(id).filter(Report::fraud).isPresent();
  }

  /** The first score of each transaction that has one. */
  List<Score> firstScores() {
    Map<String, Score> first = new TreeMap<>();
    scores.forEach(
        s -> first.merge(s.payment.id, s, (a, b) -> a.scoredAt.isBefore(b.scoredAt) ? a : b));
    return List.copyOf(first.values());
  }

  Optional<Score> score(String id) {
    return firstScores().stream().filter(s -> s.payment.id.equals(id)).findFirst();
  }

  /** What transactions add up to. */
  Totals totals(Stream<Payment> of) {
    List<Payment> payments = of.toList();
    List<Payment> frauds = payments.stream().filter(p -> isFraud(p.id)).toList();
    List<Score> scored = payments.stream().flatMap(p -> score(p.id).stream()).toList();
    return new Totals(
        payments.size(),
        sum(payments),
        payments.stream().map(Payment::amount).min(BigDecimal::compareTo).orElseThrow(),
        payments.stream().map(Payment::amount).max(BigDecimal::compareTo).orElseThrow(),
        frauds.size(),
        sum(frauds),
        scored.size(),
        scored.stream()
            .map(s -> new BigDecimal(s.score).setScale(9, RoundingMode.HALF_UP))
            .reduce(BigDecimal.ZERO.setScale(9), BigDecimal::add),
        scored.isEmpty() ? null : scored.stream().mapToDouble(Score::score).max().orElseThrow(),
        scored.stream().filter(Score::alert).count());
  }

  private static BigDecimal sum(List<Payment> payments) {
    return payments.stream()
        .map(Payment::amount)
        .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
  }
}
