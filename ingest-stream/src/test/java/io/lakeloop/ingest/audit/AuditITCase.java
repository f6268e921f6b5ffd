package io.lakeloop.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.IngestFixture;
import io.lakeloop.testing.EmbeddedLake;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Breaks a lake that passes in every way the audit must find. */
@Timeout(180)
class AuditITCase {
  private final EmbeddedLake lake = EmbeddedLake.get();
  private IngestFixture fixture;

  @BeforeEach
  void landSomeRecords() throws Exception {
    fixture = new IngestFixture(lake);
    fixture.produce(120);
    fixture.send(new byte[] {9, 9, 9});
    JobClient job = fixture.start();
    fixture.awaitRows(120, 1);
    fixture.cancel(job);
  }

  @AfterEach
  void tearDown() throws Exception {
    fixture.close();
  }

  private List<String> differences() throws IOException {
    AuditReport report = fixture.audit();
    assertThat(report.passed()).isEqualTo(report.differences().isEmpty());
    return report.differences();
  }

  private void change(LakeTable definition, TableChange change) throws IOException {
    try (RESTCatalog catalog = lake.openCatalog()) {
      change.apply(catalog.loadTable(definition.identifier()));
    }
  }

  @FunctionalInterface
  private interface TableChange {
    void apply(Table table) throws IOException;
  }

  private static DataFile anyFile(Table table) throws IOException {
    try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
      return files.iterator().next().file();
    }
  }

  /** Replaces every row of a table by a changed copy of it. */
  private void rewrite(LakeTable definition, Consumer<Record> changeFirst) throws IOException {
    List<Record> rows = fixture.rows(definition);
    changeFirst.accept(rows.get(0));
    change(
        definition,
        table -> {
          table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
          table.refresh();
          LakeRows.append(table, rows);
        });
  }

  @Test
  void passesAndSaysHowManyRecords() throws IOException {
    AuditReport report = fixture.audit();

    assertThat(report.passed()).isTrue();
    assertThat(report.kafkaRecords()).isEqualTo(120 + 12 + 1);
    assertThat(report.lakeRows()).isEqualTo(120 + 12 + 1);
    assertThat(report.toText()).endsWith("PASSED: 133 records in Kafka, each in the lake once");
    assertThat(report.toJson()).contains("\"passed\" : true").contains("\"kafkaRecords\" : 133");
  }

  @Test
  void findsADataFileTakenOutOfTheTable() throws IOException {
    change(
        PaymentTables.TRANSACTIONS, table -> table.newDelete().deleteFile(anyFile(table)).commit());

    assertThat(differences())
        .anyMatch(line -> line.contains("records are in Kafka and not in the lake"));
  }

  @Test
  void namesADataFileThatStorageHasLost() throws IOException {
    String[] lost = new String[1];
    change(
        PaymentTables.TRANSACTIONS,
        table -> {
          lost[0] = anyFile(table).location();
          table.io().deleteFile(lost[0]);
        });

    assertThatThrownBy(this::differences)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lists a file that storage does not have: " + lost[0]);
  }

  @Test
  void findsARowAppendedTwice() throws IOException {
    Record row = fixture.rows(PaymentTables.TRANSACTIONS).get(0);
    change(PaymentTables.TRANSACTIONS, table -> LakeRows.append(table, List.of(row)));

    assertThat(differences())
        .singleElement()
        .asString()
        .contains("1 rows repeat an offset that is in the lake already")
        .contains("[" + row.getField(LakeTable.KAFKA_OFFSET) + "]");
  }

  @Test
  void findsAGoodRowThatIsADeadLetterAsWell() throws IOException {
    Record letter = fixture.rows(PaymentTables.DEAD_LETTERS).get(0);
    Record row = fixture.rows(PaymentTables.TRANSACTIONS).get(0).copy();
    row.setField(LakeTable.KAFKA_PARTITION, letter.getField(LakeTable.KAFKA_PARTITION));
    row.setField(LakeTable.KAFKA_OFFSET, letter.getField(LakeTable.KAFKA_OFFSET));
    change(PaymentTables.TRANSACTIONS, table -> LakeRows.append(table, List.of(row)));

    assertThat(differences()).singleElement().asString().contains("1 rows repeat an offset");
  }

  @Test
  void findsAGapInTheOffsets() throws IOException {
    Record row = fixture.rows(PaymentTables.TRANSACTIONS).get(5);
    change(
        PaymentTables.TRANSACTIONS,
        table -> {
          List<Record> others =
              fixture.rows(PaymentTables.TRANSACTIONS).stream()
                  .filter(
                      other ->
                          !other.getField("transaction_id").equals(row.getField("transaction_id")))
                  .toList();
          table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
          table.refresh();
          LakeRows.append(table, others);
        });

    assertThat(differences())
        .singleElement()
        .asString()
        .contains("1 records are in Kafka and not in the lake, at " + row.getField("kafka_offset"));
  }

  @Test
  void findsAChangedValue() throws IOException {
    rewrite(PaymentTables.TRANSACTIONS, row -> row.setField("amount", new BigDecimal("999999.99")));

    assertThat(differences())
        .singleElement()
        .asString()
        .contains("the same offsets, but the contents differ");
  }

  @Test
  void findsAChangedDeadLetter() throws IOException {
    rewrite(
        PaymentTables.DEAD_LETTERS,
        row -> row.setField("value", ByteBuffer.wrap(new byte[] {9, 9})));

    assertThat(differences()).singleElement().asString().contains("the contents differ");
  }

  @Test
  void findsWhatHasNotBeenIngestedYet() throws Exception {
    fixture.produce(30);

    assertThat(differences())
        .anyMatch(line -> line.contains("If the job is still reading, try --wait"));
  }

  @Test
  void passesOnOffsetsAloneWhereKafkaHasDroppedTheRecords() throws Exception {
    fixture.dropRecordsFromKafka();

    AuditReport report = fixture.audit();

    assertThat(report.differences()).isEmpty();
    assertThat(report.lakeRows()).isEqualTo(133);
  }

  @Test
  void findsAGapAmongRecordsThatKafkaHasDropped() throws Exception {
    fixture.dropRecordsFromKafka();
    change(
        PaymentTables.TRANSACTIONS,
        table -> {
          List<Record> rows = fixture.rows(PaymentTables.TRANSACTIONS);
          List<Record> others =
              rows.stream().filter(row -> !row.getField("kafka_offset").equals(3L)).toList();
          table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
          table.refresh();
          LakeRows.append(table, others);
        });

    assertThat(differences())
        .isNotEmpty()
        .allMatch(
            line ->
                line.contains("1 offsets that Kafka has dropped are not in the lake, at 3")
                    && line.contains("acknowledge them with --accept-gaps"));

    AuditReport accepted = fixture.audit(Duration.ZERO, true);

    assertThat(accepted.differences()).isEmpty();
    assertThat(accepted.accepted()).isNotEmpty();
    assertThat(accepted.toText()).contains("not in the lake, at 3 (accepted)").contains("PASSED");
  }

  @Test
  void findsThatNothingEverLandedOfRecordsThatKafkaHasDropped() throws Exception {
    fixture.rollBackToEmpty(PaymentTables.TRANSACTIONS);
    fixture.rollBackToEmpty(PaymentTables.DEAD_LETTERS);
    fixture.dropRecordsFromKafka();

    assertThat(differences())
        .isNotEmpty()
        .allMatch(
            line -> line.contains("offsets that Kafka has dropped are not in the lake, at 0"));
    assertThat(fixture.audit(Duration.ZERO, true).passed()).isTrue();
  }

  @Test
  void waitsForTheDeadLettersOfTheLastCommit() throws Exception {
    fixture.produce(60);
    JobClient job = fixture.start();
    fixture.awaitRows(180, 1);
    fixture.cancel(job);
    List<Record> letters = fixture.rows(PaymentTables.DEAD_LETTERS);
    fixture.rollBackToEmpty(PaymentTables.DEAD_LETTERS);
    assertThat(differences()).as("without waiting").hasSize(1);
    CompletableFuture<Void> commit =
        CompletableFuture.runAsync(
            () -> appendDeadLetters(letters),
            CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));

    long started = System.nanoTime();
    AuditReport report = fixture.audit(Duration.ofSeconds(100), false);

    assertThat(report.differences()).as(report.toText()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(60));
    commit.get();
  }

  private void appendDeadLetters(List<Record> letters) {
    try {
      change(PaymentTables.DEAD_LETTERS, table -> LakeRows.append(table, letters));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void waitsNoLongerForTransactionMarkersAtTheEnd() throws Exception {
    fixture.produceInTransaction(10, true);
    fixture.produceInTransaction(10, false);
    JobClient job = fixture.start();
    fixture.awaitRows(130, 1);
    fixture.cancel(job);

    long started = System.nanoTime();
    AuditReport report = fixture.audit(Duration.ofSeconds(100), false);

    assertThat(report.differences()).as(report.toText()).isEmpty();
    assertThat(report.kafkaRecords()).isEqualTo(120 + 12 + 1 + 10);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void tellsRecordsThatAreStillMissingWhenTheTimeIsUp() throws Exception {
    fixture.produce(30);

    AuditReport report = fixture.audit(Duration.ofSeconds(2), false);

    assertThat(report.differences())
        .anyMatch(line -> line.contains("records are in Kafka and not in the lake"));
  }

  @Test
  void findsRowsOfATopicThatWasMadeAgain() throws Exception {
    Record row = fixture.rows(PaymentTables.TRANSACTIONS).get(0).copy();
    row.setField(LakeTable.KAFKA_OFFSET, 1_000_000L);
    change(PaymentTables.TRANSACTIONS, table -> LakeRows.append(table, List.of(row)));

    assertThat(differences())
        .singleElement()
        .asString()
        .contains("1 rows lie behind the end of the topic");
  }
}
