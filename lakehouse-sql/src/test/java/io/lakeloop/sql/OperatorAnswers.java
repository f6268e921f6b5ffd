package io.lakeloop.sql;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** What loops tell an operator. */
final class OperatorAnswers extends QueryAnswers {
  OperatorAnswers(SqlLake lake, LakeSession session, LakeFacts facts) {
    super(lake, session, facts);
  }

  @Override
  Map<String, Runnable> checks() {
    return Map.ofEntries(
        Map.entry("event-delay", this::checkEventDelay),
        Map.entry("late-events", this::checkLateEvents),
        Map.entry("dead-letters-by-reason", this::checkDeadLettersByReason),
        Map.entry("duplicates", this::checkDuplicates),
        Map.entry("kafka-progress", this::checkKafkaProgress),
        Map.entry("table-sizes", this::checkTableSizes),
        Map.entry("commits", this::checkCommits),
        Map.entry("partition-health", this::checkPartitionHealth),
        Map.entry("compare-snapshots", this::checkCompareSnapshots));
  }

  private void checkEventDelay() {
    Map<Instant, List<LakeFacts.Payment>> hours =
        new TreeMap<>(facts.records.stream().collect(groupingBy(p -> SqlLake.hour(p.time()))));
    List<List<Object>> actual = wide(ask("event-delay", ALL_DAYS));
    assertThat(actual).extracting(row -> row.get(0)).containsExactlyElementsOf(hours.keySet());
    assertThat(actual)
        .extracting(row -> row.get(3))
        .containsExactlyElementsOf(
            hours.values().stream()
                .map(
                    records ->
                        (Object)
                            records.stream()
                                .mapToLong(
                                    p -> Duration.between(p.time(), p.ingestedAt()).toSeconds())
                                .max()
                                .orElseThrow())
                .toList());
  }

  private void checkLateEvents() {
    List<List<Object>> expected = new ArrayList<>();
    LakeFacts.START
        .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
        .forEach(
            day ->
                expected.add(
                    row(
                        day,
                        count(s -> on(day, s)),
                        count(s -> on(day, s) && s.late()),
                        facts.firstScores().stream()
                            .filter(s -> on(day, s))
                            .mapToLong(
                                s ->
                                    Duration.between(s.payment().time(), s.payment().ingestedAt())
                                        .toSeconds())
                            .max()
                            .orElseThrow())));
    assertThat(wide(ask("late-events", ALL_DAYS))).isEqualTo(expected);
  }

  private void checkDeadLettersByReason() {
    assertThat(ask("dead-letters-by-reason", ALL_DAYS))
        .isEqualTo(
            List.of(
                row(
                    "transactions",
                    "undecodable",
                    8L,
                    7L,
                    SqlLake.RUN.plusSeconds(1),
                    SqlLake.RUN.plusSeconds(11)),
                row(
                    "transactions",
                    "null-value",
                    4L,
                    3L,
                    SqlLake.RUN,
                    SqlLake.RUN.plusSeconds(9))));
  }

  private void checkDuplicates() {
    Map<String, List<LakeFacts.Payment>> byId =
        new TreeMap<>(facts.records.stream().collect(groupingBy(LakeFacts.Payment::id)));
    List<List<Object>> expected = new ArrayList<>();
    byId.forEach(
        (id, records) -> {
          if (records.size() > 1) {
            expected.add(
                row(
                    id,
                    records.get(0).day(),
                    2L,
                    1L,
                    records.get(0).ingestedAt(),
                    records.get(1).ingestedAt()));
          }
        });
    assertThat(ask("duplicates", ALL_DAYS)).isEqualTo(expected);
  }

  private void checkKafkaProgress() {
    List<List<Object>> expected = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      int p = partition;
      List<LakeFacts.Payment> records =
          facts.records.stream().filter(r -> r.partition() == p).toList();
      expected.add(
          row(
              p,
              (long) records.size(),
              0L,
              records.size() - 1L,
              0L,
              records.stream()
                  .map(LakeFacts.Payment::ingestedAt)
                  .max(Instant::compareTo)
                  .orElseThrow()));
    }
    assertThat(ask("kafka-progress", Map.of())).isEqualTo(expected);
  }

  private void checkTableSizes() {
    Map<String, List<Object>> expected = new TreeMap<>();
    for (LakeTable definition : TableDefinition.all().values()) {
      long[] sums = new long[3];
      lake.table(definition)
          .newScan()
          .planFiles()
          .forEach(
              task -> {
                sums[0]++;
                sums[1] += task.file().recordCount();
                sums[2] += task.file().fileSizeInBytes();
              });
      if (sums[0] > 0) {
        expected.put(
            definition.name(),
            row(definition.name(), sums[0], sums[1], sums[2], sums[0], sums[2] / sums[0]));
      }
    }
    assertThat(ask("table-sizes", Map.of())).containsExactlyInAnyOrderElementsOf(expected.values());
  }

  private void checkCommits() {
    assertThat(ask("commits", Map.of("most", "1000")))
        .extracting(row -> List.of(row.get(0), row.get(1), row.get(2)))
        .containsExactlyInAnyOrderElementsOf(commits());
  }

  private void checkPartitionHealth() {
    assertThat(ask("partition-health", Map.of()))
        .extracting(row -> row.get(0), row -> ((Number) row.get(2)).longValue())
        .containsExactlyElementsOf(
            LakeFacts.START
                .datesUntil(LakeFacts.START.plusDays(LakeFacts.DAYS))
                .sorted(Comparator.reverseOrder())
                .map(
                    day ->
                        tuple(day, facts.records.stream().filter(r -> r.day().equals(day)).count()))
                .toList());
  }

  private void checkCompareSnapshots() {
    Table table = lake.table(PaymentTables.TRANSACTIONS);
    Snapshot after = table.currentSnapshot();
    LocalDate day = LocalDate.of(2026, 3, 2);
    long records = facts.records.stream().filter(r -> r.day().equals(day)).count();
    LakeFacts.Totals once = totals(p -> p.day().equals(day), p -> "").get("");
    BigDecimal amount =
        facts.records.stream()
            .filter(r -> r.day().equals(day))
            .map(LakeFacts.Payment::amount)
            .reduce(BigDecimal.ZERO, BigDecimal::add);

    assertThat(
            ask(
                "compare-snapshots",
                Map.of(
                    "on_day",
                    day.toString(),
                    "before",
                    Long.toString(after.parentId()),
                    "after",
                    Long.toString(after.snapshotId()))))
        .containsExactlyInAnyOrder(
            row("before", 0L, 0L, null), row("after", records, once.transactions(), amount));
  }

  private static List<List<Object>> wide(List<List<Object>> rows) {
    return rows.stream()
        .map(
            row ->
                row.stream()
                    .map(v -> v instanceof Integer i ? (Object) Long.valueOf(i) : v)
                    .toList())
        .toList();
  }

  private List<List<Object>> commits() {
    List<List<Object>> commits = new ArrayList<>();
    for (LakeTable definition : TableDefinition.all().values()) {
      for (Snapshot snapshot : lake.table(definition).snapshots()) {
        commits.add(
            List.of(
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                definition.name(),
                snapshot.operation()));
      }
    }
    return commits;
  }
}
