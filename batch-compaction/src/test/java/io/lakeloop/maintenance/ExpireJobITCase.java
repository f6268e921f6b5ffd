package io.lakeloop.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.HistoryProgress;
import io.lakeloop.adapter.iceberg.HistoryTables;
import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.ModelTables;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commits as the ingest job's sink makes them, beside readers that need an old one. */
@Timeout(120)
class ExpireJobITCase {
  private static final String NAME = PaymentTables.TRANSACTIONS.name();

  private final EmbeddedLake lake = EmbeddedLake.get();
  private RESTCatalog catalog;
  private Table table;
  private int commits;

  @BeforeEach
  void makeTable() throws IOException {
    lake.dropTables();
    catalog = lake.openCatalog();
    table = LakeTables.createIfMissing(catalog, lake.lakeSettings(), PaymentTables.TRANSACTIONS);
  }

  @AfterEach
  void close() throws IOException {
    catalog.close();
  }

  private long commit(Map<String, String> summary) throws IOException {
    OffsetDateTime time = OffsetDateTime.of(2026, 3, 1, 10, 0, 0, 0, ZoneOffset.UTC);
    Map<String, Object> row =
        Map.of(
            "transaction_id",
            "t" + commits++,
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
            (long) commits,
            "ingested_at",
            time,
            "schema_id",
            1L);
    AppendFiles append = table.newAppend();
    LakeRows.write(table, List.of(GenericRecord.create(table.schema()).copy(row)))
        .forEach(append::appendFile);
    summary.forEach(append::set);
    append.commit();
    return table.currentSnapshot().snapshotId();
  }

  private long commit() throws IOException {
    return commit(Map.of());
  }

  private long commitOf(String job, int checkpoint) throws IOException {
    return commit(
        Map.of(
            "flink.job-id",
            job,
            "flink.operator-id",
            "sink",
            "flink.max-committed-checkpoint-id",
            Integer.toString(checkpoint)));
  }

  /** Runs a month later, when every snapshot is old. */
  private ExpireReport.OfTable expire(boolean dryRun, Duration savepointRetention)
      throws Exception {
    ExpireReport report =
        ExpireJob.run(
            new ExpireSettings(
                lake.lakeSettings(),
                List.of(NAME),
                Duration.ofDays(5),
                1,
                savepointRetention,
                Duration.ofDays(365),
                dryRun),
            Clock.fixed(Instant.now().plus(Duration.ofDays(30)), ZoneOffset.UTC));
    table.refresh();
    return report.tables().get(0);
  }

  private int rows() throws IOException {
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      List<Record> all = new ArrayList<>();
      rows.forEach(all::add);
      return all.size();
    }
  }

  /** What Iceberg's sink finds when a state of the job is restored. */
  private int lastCommittedCheckpoint(String job) {
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null) {
      if (job.equals(snapshot.summary().get("flink.job-id"))) {
        return Integer.parseInt(snapshot.summary().get("flink.max-committed-checkpoint-id"));
      }
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return -1;
  }

  @Test
  void expiresWhatNothingNeedsAndLeavesEveryRow() throws Exception {
    for (int i = 0; i < 5; i++) {
      commit();
    }

    ExpireReport.OfTable dry = expire(true, Duration.ZERO);
    assertThat(dry.expired()).isEqualTo(5);
    assertThat(table.snapshots()).hasSize(6);
    ExpireReport.OfTable done = expire(false, Duration.ZERO);

    assertThat(done.expired()).isEqualTo(5);
    assertThat(done.filesDeleted()).isPositive();
    assertThat(table.snapshots()).hasSize(1);
    assertThat(rows()).isEqualTo(5);
  }

  @Test
  void keepsTheNewestCommitOfEachJobThatMayBeRestoredAndTheWayToIt() throws Exception {
    commitOf("old", 1);
    commitOf("old", 2);
    commitOf("new", 7);
    commitOf("new", 8);
    commit();
    commit();

    ExpireReport.OfTable done = expire(false, Duration.ofDays(60));

    assertThat(done.expired()).isEqualTo(2);
    assertThat(done.needed().keySet())
        .containsExactlyInAnyOrder(
            "restoring Flink job old, operator sink", "restoring Flink job new, operator sink");
    assertThat(lastCommittedCheckpoint("old")).isEqualTo(2);
    assertThat(lastCommittedCheckpoint("new")).isEqualTo(8);
  }

  @Test
  void forgetsAJobWhoseSavepointsAreTooOldButNeverTheLastOne() throws Exception {
    commitOf("old", 2);
    commitOf("new", 8);
    commit();

    expire(false, Duration.ofDays(7));

    assertThat(lastCommittedCheckpoint("old")).isEqualTo(-1);
    assertThat(lastCommittedCheckpoint("new")).isEqualTo(8);
  }

  @Test
  void keepsTheWayFromWhereTheHistoryJobStands() throws Exception {
    commit();
    long stands = commit();
    Table history =
        LakeTables.createIfMissing(catalog, lake.lakeSettings(), HistoryTables.DAILY_CUSTOMER);
    AppendFiles append = history.newAppend();
    new HistoryProgress("run", 20_000, Map.of(NAME, stands)).summary().forEach(append::set);
    append.commit();
    long between = commit();
    commit();

    ExpireReport.OfTable done = expire(false, Duration.ZERO);

    assertThat(done.expired()).isEqualTo(2);
    assertThat(done.needed()).containsEntry("the next run for history.daily_customer", stands);
    assertThat(table.snapshot(between)).isNotNull();
  }

  @Test
  void keepsTagsAndTagsWhatAModelWasTrainedOn() throws Exception {
    long tagged = commit();
    long trained = commit();
    commit();
    table.manageSnapshots().createTag("audit", tagged).commit();
    Table events =
        LakeTables.createIfMissing(catalog, lake.lakeSettings(), ModelTables.MODEL_EVENTS);
    Map<String, Object> row = new HashMap<>();
    row.put("event_id", "e1");
    row.put("event_type", "registered");
    row.put("model_version", "m1");
    row.put("recorded_at", OffsetDateTime.now(ZoneOffset.UTC));
    row.put("artifact_uri", "s3://lake/models/m1.zip");
    row.put("sha256", "0".repeat(64));
    row.put("feature_set", "standard");
    row.put("feature_set_hash", "0".repeat(64));
    row.put("metrics", Map.of());
    row.put("training_snapshots", Map.of(NAME, trained));
    LakeRows.append(events, List.of(GenericRecord.create(events.schema()).copy(row)));

    ExpireReport.OfTable done = expire(false, Duration.ZERO);

    assertThat(done.needed()).containsEntry("training of model m1", trained);
    assertThat(table.snapshot(tagged)).isNotNull();
    assertThat(table.snapshot(trained)).isNotNull();
    assertThat(table.refs()).containsKeys("audit", ExpireJob.TRAINING_TAG + trained);
    assertThat(table.snapshots()).hasSize(3);
  }

  @Test
  void namesTheTablesWhenThereIsNoSuch() {
    assertThatThrownBy(() -> LakeSelection.of(catalog, List.of("payments.none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("There is no table 'payments.none'. Give one of [payments.");
  }
}
