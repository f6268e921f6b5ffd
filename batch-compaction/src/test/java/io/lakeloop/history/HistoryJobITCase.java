package io.lakeloop.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.iceberg.HistoryProgress;
import io.lakeloop.adapter.iceberg.HistoryTables;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.history.HistoryReport.Days;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class HistoryJobITCase {
  private HistoryLake lake;

  @BeforeEach
  void makeFiveDays() throws Exception {
    lake = new HistoryLake(7);
    lake.transactions(300, 0, 5 * 24);
    lake.scores(150);
    lake.reports(40);
    lake.reach(5 * 24 + 2);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  private static LocalDate day(int number) {
    return HistoryLake.START.plusDays(number);
  }

  private void assertHistoryIsThatOfTheOracle(LocalDate closedUntil) throws IOException {
    NaiveHistory oracle = lake.oracle();
    assertThat(lake.written(HistoryTables.DAILY_CUSTOMER))
        .isEqualTo(oracle.dailyCustomer(closedUntil).stream().sorted().toList());
    assertThat(lake.written(HistoryTables.DAILY_TERMINAL))
        .isEqualTo(oracle.dailyTerminal(closedUntil).stream().sorted().toList());
    assertThat(lake.written(HistoryTables.HOURLY_TOTALS))
        .isEqualTo(oracle.hourlyTotals(closedUntil).stream().sorted().toList());
  }

  private Map<String, Long> snapshots() {
    Map<String, Long> snapshots = new HashMap<>();
    for (LakeTable table : HistoryTables.ALL) {
      snapshots.put(table.name(), lake.table(table).currentSnapshot().snapshotId());
    }
    return snapshots;
  }

  @Test
  void computesClosedDaysThenOnlyThoseThatChangeToTheSameEndAsAFullRun() throws Exception {
    HistoryReport first = lake.run(false);

    assertThat(first.fullBecause())
        .hasValueSatisfying(r -> assertThat(r).contains("not been computed"));
    assertThat(first.closedUntil()).contains(day(5));
    assertHistoryIsThatOfTheOracle(day(5));

    // Late transactions, duplicates, scores and reports; compaction in between; the fifth day open.
    lake.transactions(3, 24 + 3, 24 + 4);
    lake.compact(PaymentTables.TRANSACTIONS);
    lake.reports(1, 1);
    HistoryReport second = lake.run(false);

    assertThat(second.fullBecause()).isEmpty();
    assertThat(second.closedUntil()).contains(day(5));
    assertThat(second.tables()).hasSize(3);
    assertThat(second.days()).contains(new Days(day(1), day(1))).hasSizeLessThanOrEqualTo(2);
    assertHistoryIsThatOfTheOracle(day(5));

    lake.duplicates(20);
    lake.scores(60);
    lake.reports(30);
    lake.compact(PaymentTables.SCORED_TRANSACTIONS);
    lake.compact(PaymentTables.FRAUD_REPORTS);
    lake.transactions(80, 5 * 24, 7 * 24);
    lake.reach(7 * 24 + 1);
    HistoryReport third = lake.run(false);

    assertThat(third.fullBecause()).isEmpty();
    assertThat(third.closedUntil()).contains(day(7));
    assertThat(third.filesRead()).isPositive();
    assertHistoryIsThatOfTheOracle(day(7));

    List<List<String>> incremental = new ArrayList<>();
    for (LakeTable table : HistoryTables.ALL) {
      incremental.add(lake.written(table));
    }
    HistoryReport full = lake.run(true);

    assertThat(full.fullBecause()).contains("it was asked for");
    for (int i = 0; i < HistoryTables.ALL.size(); i++) {
      assertThat(lake.written(HistoryTables.ALL.get(i))).isEqualTo(incremental.get(i));
    }
  }

  @Test
  void commitsNothingWhenNothingChangedInClosedDays() throws Exception {
    lake.run(false);
    Map<String, Long> before = snapshots();

    HistoryReport nothing = lake.run(false);
    lake.compact(PaymentTables.TRANSACTIONS);
    lake.transactions(20, 5 * 24 + 3, 5 * 24 + 5);
    HistoryReport openDayOnly =
        HistoryJob.run(
            lake.settings(false),
            () -> {
              throw new AssertionError("no Flink job is needed");
            });

    assertThat(nothing.tables()).isEmpty();
    assertThat(openDayOnly.tables()).isEmpty();
    assertThat(openDayOnly.toText()).startsWith("Nothing changed in the days that history holds (");
    assertThat(openDayOnly.toJson()).contains("\"closedUntil\" : \"" + day(5) + "\"");
    assertThat(snapshots()).isEqualTo(before);
  }

  @Test
  void holdsNothingWhileNoDayIsClosed() throws Exception {
    lake.close();
    lake = new HistoryLake(8);

    HistoryReport report = lake.run(false);

    assertThat(report.tables()).isEmpty();
    assertThat(report.toText()).isEqualTo("No day is closed yet; history is empty");
  }

  @Test
  void healsTablesThatARunDidNotGetTo() throws Exception {
    lake.run(false);
    Map<String, Long> before = snapshots();
    lake.transactions(10, 30, 40);
    lake.run(false);
    // As if the run had broken off after its first commit.
    for (LakeTable definition :
        List.of(HistoryTables.DAILY_TERMINAL, HistoryTables.HOURLY_TOTALS)) {
      Table table = lake.table(definition);
      table.manageSnapshots().rollbackTo(before.get(definition.name())).commit();
    }
    long customers = snapshots().get(HistoryTables.DAILY_CUSTOMER.name());

    HistoryReport healed = lake.run(false);

    assertThat(healed.tables())
        .containsExactlyInAnyOrder(
            HistoryTables.DAILY_TERMINAL.name(), HistoryTables.HOURLY_TOTALS.name());
    assertThat(healed.days()).containsExactly(new Days(day(1), day(1)));
    assertThat(snapshots()).containsEntry(HistoryTables.DAILY_CUSTOMER.name(), customers);
    assertHistoryIsThatOfTheOracle(day(5));
  }

  @Test
  void startsOverWhenASnapshotThatItStandsOnHasBeenExpired() throws Exception {
    lake.run(false);
    lake.transactions(10, 30, 40);
    lake.transactions(10, 30, 40);
    Table transactions = lake.table(PaymentTables.TRANSACTIONS);
    transactions
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis())
        .retainLast(1)
        .commit();

    HistoryReport report = lake.run(false);

    assertThat(report.fullBecause())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("has been expired or rolled back"));
    assertHistoryIsThatOfTheOracle(day(5));
  }

  @Test
  void dropsADayWhoseRowsWereRemoved() throws Exception {
    lake.run(false);
    Table transactions = lake.table(PaymentTables.TRANSACTIONS);
    transactions
        .newDelete()
        .deleteFromRowFilter(
            DayFilters.rowsOf(
                DayRanges.between(
                    DayRanges.dayOf(HistoryLake.START_MICROS),
                    DayRanges.dayOf(HistoryLake.START_MICROS) + 1),
                transactions.schema().findField("event_time")))
        .commit();

    HistoryReport report = lake.run(false);

    assertThat(report.days()).containsExactly(new Days(day(0), day(0)));
    assertHistoryIsThatOfTheOracle(day(5));
    assertThat(HistoryProgress.of(lake.table(HistoryTables.HOURLY_TOTALS)))
        .hasValueSatisfying(
            progress ->
                assertThat(progress.snapshots())
                    .containsEntry(
                        PaymentTables.TRANSACTIONS.name(),
                        transactions.currentSnapshot().snapshotId()));
  }
}
