package io.lakeloop.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.history.ChangedDays.Found;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangedDaysTest {
  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void open() {
    catalog.initialize("memory", Map.of());
    catalog.createNamespace(Namespace.of("payments"));
  }

  @AfterEach
  void close() throws IOException {
    catalog.close();
  }

  private Table create(LakeTable definition) {
    Table table =
        catalog.createTable(definition.identifier(), definition.schema(), definition.spec());
    table.newFastAppend().commit();
    return table;
  }

  private static OffsetDateTime time(int day) {
    return HistoryLake.time(day * HistoryLake.DAY + HistoryLake.HOUR);
  }

  private static List<Record> transactions(Table table, int... days) {
    List<Record> rows = new ArrayList<>();
    for (int day : days) {
      rows.add(
          GenericRecord.create(table.schema())
              .copy(
                  Map.of(
                      "transaction_id",
                      "t" + day,
                      "event_time",
                      time(day),
                      "customer_id",
                      "c",
                      "terminal_id",
                      "t",
                      "amount",
                      new BigDecimal("1.00"),
                      "kafka_partition",
                      0,
                      "kafka_offset",
                      1L,
                      "ingested_at",
                      time(day),
                      "schema_id",
                      1L)));
    }
    return rows;
  }

  private static List<Record> reports(Table table, int... daysOfTransactions) {
    List<Record> rows = new ArrayList<>();
    for (int day : daysOfTransactions) {
      rows.add(
          GenericRecord.create(table.schema())
              .copy(
                  Map.of(
                      "transaction_id",
                      "t" + day,
                      "reported_at",
                      time(100),
                      "fraud",
                      true,
                      "customer_id",
                      "c",
                      "terminal_id",
                      "t",
                      "transaction_time",
                      time(day),
                      "kafka_partition",
                      0,
                      "kafka_offset",
                      1L,
                      "ingested_at",
                      time(100),
                      "schema_id",
                      1L)));
    }
    return rows;
  }

  private static long snapshot(Table table) {
    table.refresh();
    return table.currentSnapshot().snapshotId();
  }

  private static Found since(Table table, String column, long snapshot) {
    return new ChangedDays(table, column).between(snapshot, snapshot(table));
  }

  @Test
  void findsTheDaysOfAddedFilesInTheirPartitions() throws IOException {
    Table table = create(PaymentTables.TRANSACTIONS);
    LakeRows.append(table, transactions(table, 3));
    long before = snapshot(table);
    LakeRows.append(table, transactions(table, 4, 9));
    LakeRows.append(table, transactions(table, 4));

    Found found = since(table, "event_time", before);

    assertThat(found.days()).containsExactlyInAnyOrder(4, 9);
    assertThat(found.snapshots()).isEqualTo(2);
    assertThat(found.files()).isEqualTo(3);
    assertThat(found.filesRead()).isZero();
    assertThat(found.unknownBecause()).isEmpty();
  }

  @Test
  void findsTheDaysOfRemovedFiles() throws IOException {
    Table table = create(PaymentTables.TRANSACTIONS);
    LakeRows.append(table, transactions(table, 3, 5));
    long before = snapshot(table);
    DataFile file =
        HistoryLake.files(table).stream()
            .filter(f -> f.partition().get(0, Integer.class) == 5)
            .findFirst()
            .orElseThrow();
    table.newDelete().deleteFile(file).commit();

    assertThat(since(table, "event_time", before).days()).containsExactly(5);
  }

  @Test
  void takesNoNoticeOfCompactionButOfARewriteThatDropsRows() throws IOException {
    Table table = create(PaymentTables.TRANSACTIONS);
    LakeRows.append(table, transactions(table, 3));
    LakeRows.append(table, transactions(table, 3));
    long before = snapshot(table);
    RewriteFiles compaction = table.newRewrite();
    HistoryLake.files(table).forEach(compaction::deleteFile);
    LakeRows.write(table, transactions(table, 3, 3)).forEach(compaction::addFile);
    compaction.commit();
    long compacted = snapshot(table);
    RewriteFiles erasure = table.newRewrite();
    HistoryLake.files(table).forEach(erasure::deleteFile);
    LakeRows.write(table, transactions(table, 3)).forEach(erasure::addFile);
    erasure.commit();

    assertThat(new ChangedDays(table, "event_time").between(before, compacted).days()).isEmpty();
    assertThat(since(table, "event_time", compacted).days()).containsExactly(3);
  }

  @Test
  void readsReportsOnlyWhenTheirBoundsSpanDays() throws IOException {
    Table table = create(PaymentTables.FRAUD_REPORTS);
    long before = snapshot(table);
    LakeRows.append(table, reports(table, 7));
    long first = snapshot(table);
    LakeRows.append(table, reports(table, 2, 50));

    Found ofOneDay = new ChangedDays(table, "transaction_time").between(before, first);
    Found ofTwo = since(table, "transaction_time", first);

    assertThat(ofOneDay.days()).containsExactly(7);
    assertThat(ofOneDay.filesRead()).isZero();
    assertThat(ofTwo.days()).containsExactlyInAnyOrder(2, 50);
    assertThat(ofTwo.filesRead()).isEqualTo(1);
  }

  @Test
  void goesOnFromAnExpiredSnapshotWhoseChildIsThereAndFromNoOlderOne() throws IOException {
    Table table = create(PaymentTables.TRANSACTIONS);
    LakeRows.append(table, transactions(table, 3));
    long older = snapshot(table);
    LakeRows.append(table, transactions(table, 4));
    long parent = snapshot(table);
    LakeRows.append(table, transactions(table, 5));
    table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();

    assertThat(since(table, "event_time", parent).days()).containsExactly(5);
    assertThat(since(table, "event_time", older).unknownBecause())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("has been expired or rolled back"));
  }
}
