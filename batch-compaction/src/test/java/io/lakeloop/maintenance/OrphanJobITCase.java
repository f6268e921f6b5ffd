package io.lakeloop.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.testing.EmbeddedLake;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OrphanJobITCase {
  private final EmbeddedLake lake = EmbeddedLake.get();
  private RESTCatalog catalog;
  private Table table;
  private int rows;

  @BeforeEach
  void makeTable() throws IOException {
    lake.dropTables();
    catalog = lake.openCatalog();
    table = LakeTables.createIfMissing(catalog, lake.lakeSettings(), PaymentTables.TRANSACTIONS);
    String location = table.location();
    catalog.dropTable(PaymentTables.TRANSACTIONS.identifier(), true);
    // Dropping a table leaves its orphan files where they are.
    try (FileIO io = LakeCatalogLoader.fileIo(lake.lakeSettings())) {
      ((SupportsPrefixOperations) io).deletePrefix(location);
    }
    table = LakeTables.createIfMissing(catalog, lake.lakeSettings(), PaymentTables.TRANSACTIONS);
  }

  @AfterEach
  void close() throws IOException {
    catalog.close();
  }

  private List<Record> row() {
    OffsetDateTime time = OffsetDateTime.of(2026, 3, 1, 10, 0, 0, 0, ZoneOffset.UTC);
    return List.of(
        GenericRecord.create(table.schema())
            .copy(
                Map.of(
                    "transaction_id",
                    "t" + rows++,
                    "event_time",
                    time,
                    "customer_id",
                    "c",
                    "terminal_id",
                    "t",
                    "amount",
                    new BigDecimal("1.00"),
                    "kafka_partition",
                    0,
                    "kafka_offset",
                    (long) rows,
                    "ingested_at",
                    time,
                    "schema_id",
                    1L)));
  }

  private OrphanReport.OfTable run(Duration later, boolean dryRun) throws IOException {
    return OrphanJob.run(
            new OrphanSettings(
                lake.lakeSettings(),
                List.of(PaymentTables.TRANSACTIONS.name()),
                Duration.ofDays(3),
                Duration.ofDays(7),
                dryRun),
            Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC))
        .tables()
        .get(0);
  }

  private int count() throws IOException {
    table.refresh();
    List<Record> all = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
      read.forEach(all::add);
    }
    return all.size();
  }

  private boolean exists(String path) {
    return table.io().newInputFile(path).exists();
  }

  @Test
  void findsOldFilesThatNothingRefersToAndTouchesNothingByDefault() throws IOException {
    LakeRows.append(table, row());
    LakeRows.append(table, row());
    String orphan = LakeRows.write(table, row()).get(0).location();

    assertThat(run(Duration.ofDays(1), true).orphans()).isEmpty();
    OrphanReport.OfTable found = run(Duration.ofDays(4), true);

    assertThat(found.orphans()).containsExactly(orphan);
    assertThat(found.bytes()).isPositive();
    assertThat(found.quarantined()).isZero();
    assertThat(exists(orphan)).isTrue();
  }

  @Test
  void movesToQuarantineAndDeletesFromThereLater() throws IOException {
    LakeRows.append(table, row());
    String orphan = LakeRows.write(table, row()).get(0).location();

    assertThat(run(Duration.ofDays(4), false).quarantined()).isEqualTo(1);
    assertThat(exists(orphan)).isFalse();
    assertThat(run(Duration.ofDays(5), false).deleted()).isZero();
    OrphanReport.OfTable later = run(Duration.ofDays(12), false);

    assertThat(later.deleted()).isEqualTo(1);
    assertThat(later.orphans()).isEmpty();
    assertThat(run(Duration.ofDays(13), false).deleted()).isZero();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void putsBackAFileThatWasCommittedFromASavepointAfterAll() throws IOException {
    DataFile pending = LakeRows.write(table, row()).get(0);
    run(Duration.ofDays(4), false);
    assertThat(exists(pending.location())).isFalse();
    table.refresh();
    table.newAppend().appendFile(pending).commit();

    OrphanReport.OfTable next = run(Duration.ofDays(30), false);

    assertThat(next.putBack()).isEqualTo(1);
    assertThat(next.deleted()).isZero();
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void keepsWhatOlderSnapshotsAndTagsReferTo() throws IOException {
    LakeRows.append(table, row());
    table.manageSnapshots().createTag("t", table.currentSnapshot().snapshotId()).commit();
    table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
    LakeRows.append(table, row());

    assertThat(run(Duration.ofDays(40), false).orphans()).isEmpty();
    assertThat(count()).isEqualTo(1);
  }
}
