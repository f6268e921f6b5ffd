package io.lakeloop.ingest.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.avro.WireSchemas;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.OperationTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.SchemaFolder;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.ingest.IngestFixture;
import io.lakeloop.ingest.IngestOptions;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.testing.AvroFixtures;
import io.lakeloop.testing.EmbeddedLake;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A record that came before its schema was published is set aside, and lands once it is sent again.
 */
@Timeout(180)
class DeadLetterReplayITCase {
  private final EmbeddedLake lake = EmbeddedLake.get();
  private final Schema unpublished =
      AvroFixtures.withOptionalString(WireSchemas.TRANSACTION, "merchant_category");
  private final String schemas = "s3://lake/schemas-" + UUID.randomUUID();
  private IngestFixture fixture;

  @BeforeEach
  void setAsideOneRecordThatCanBeMendedAndOneThatCannot() throws Exception {
    fixture = new IngestFixture(lake);
    fixture.useOptions(Map.of(IngestOptions.SCHEMA_LOCATION.key(), schemas));
    fixture.send(
        AvroFixtures.transaction(unpublished, "T-early", IngestFixture.EVENT_TIME, "grocery"));
    fixture.send(new byte[] {9, 9, 9});
    fixture.produce(20);
    JobClient job = fixture.start();
    fixture.awaitRows(20, 2);
    fixture.cancel(job);
  }

  @AfterEach
  void tearDown() throws Exception {
    fixture.close();
  }

  private DeadLetterReplay.Outcome replay(boolean force, boolean dryRun) throws IOException {
    return replay(
        new DeadLetters.Filter(fixture.transactionsTopic(), null, null, null, null), force, dryRun);
  }

  private DeadLetterReplay.Outcome replay(DeadLetters.Filter filter, boolean force, boolean dryRun)
      throws IOException {
    IngestSettings settings = IngestSettings.of(fixture.options());
    try (RESTCatalog catalog = lake.openCatalog()) {
      return new DeadLetterReplay(settings, catalog, Clock.systemUTC()).run(filter, force, dryRun);
    }
  }

  /** Sets a changed copy of a letter aside, as the ingest job would have. */
  private void appendCopy(Consumer<Record> change) throws IOException {
    Record copy = fixture.rows(PaymentTables.DEAD_LETTERS).get(0).copy();
    change.accept(copy);
    try (RESTCatalog catalog = lake.openCatalog()) {
      LakeRows.append(catalog.loadTable(PaymentTables.DEAD_LETTERS.identifier()), List.of(copy));
    }
  }

  private void publish() throws IOException {
    new SchemaFolder(LakeCatalogLoader.fileIo(lake.lakeSettings()), schemas).publish(unpublished);
  }

  @Test
  void sendsNothingThatWouldBeRejectedAgain() throws Exception {
    assertThat(replay(false, false)).isEqualTo(new DeadLetterReplay.Outcome(2, 0, 2, 0, List.of()));
  }

  @Test
  void landsAMendedRecordOnceHoweverOftenItIsReplayed() throws Exception {
    publish();

    assertThat(replay(false, true)).isEqualTo(new DeadLetterReplay.Outcome(2, 0, 1, 1, List.of()));
    assertThat(replay(false, false)).isEqualTo(new DeadLetterReplay.Outcome(2, 0, 1, 1, List.of()));
    assertThat(replay(false, false)).isEqualTo(new DeadLetterReplay.Outcome(2, 1, 1, 0, List.of()));

    fixture.start();
    fixture.awaitRows(21, 2);
    assertThat(fixture.rows(PaymentTables.TRANSACTIONS))
        .filteredOn(row -> row.getField("transaction_id").equals("T-early"))
        .singleElement()
        .extracting(row -> row.getField("merchant_category"))
        .isEqualTo("grocery");
    fixture.assertAuditPasses();
  }

  @Test
  void setsAForcedRecordAsideAgainWithItsOrigin() throws Exception {
    assertThat(replay(true, false).replayed()).isEqualTo(2);

    fixture.start();
    fixture.awaitRows(20, 4);
    List<String> origins =
        fixture.rows(PaymentTables.DEAD_LETTERS).stream()
            .map(DeadLetter::of)
            .flatMap(letter -> letter.headers().stream())
            .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
            .toList();
    assertThat(origins)
        .hasSize(2)
        .allMatch(
            origin -> origin.startsWith("lakeloop-replay-of=" + fixture.transactionsTopic() + "/"));
    fixture.assertAuditPasses();
  }

  @Test
  void findsLettersByReasonAndPosition() throws Exception {
    try (RESTCatalog catalog = lake.openCatalog()) {
      DeadLetters letters = new DeadLetters(catalog);

      List<DeadLetter.Group> groups = letters.groups(DeadLetters.Filter.all(), 1);

      assertThat(groups)
          .extracting(DeadLetter.Group::reason)
          .containsExactly(RejectReason.UNDECODABLE.code(), RejectReason.UNKNOWN_SCHEMA.code());
      Record row = fixture.rows(PaymentTables.DEAD_LETTERS).get(0);
      DeadLetter expected = DeadLetter.of(row);
      assertThat(
              letters.find(
                  expected.position().topic(),
                  expected.position().partition(),
                  expected.position().offset()))
          .contains(expected);
      assertThat(letters.find("transactions", 99, 0)).isEmpty();
      assertThat(letters.groups(new DeadLetters.Filter(null, null, null, "oversized", null), 1))
          .isEmpty();
    }
  }

  @Test
  void sendsOneLetterByItsPosition() throws Exception {
    DeadLetter letter = DeadLetter.of(fixture.rows(PaymentTables.DEAD_LETTERS).get(0));
    DeadLetters.Filter one =
        new DeadLetters.Filter(
            fixture.transactionsTopic(),
            letter.position().partition(),
            letter.position().offset(),
            null,
            null);

    assertThat(replay(one, true, false))
        .isEqualTo(new DeadLetterReplay.Outcome(1, 0, 0, 1, List.of()));
    assertThat(replay(true, true)).isEqualTo(new DeadLetterReplay.Outcome(2, 1, 0, 1, List.of()));
  }

  @Test
  void createsNothingInADryRun() throws Exception {
    assertThat(replay(true, true).replayed()).isEqualTo(2);

    try (RESTCatalog catalog = lake.openCatalog()) {
      assertThat(catalog.tableExists(OperationTables.DEAD_LETTER_REPLAYS.identifier())).isFalse();
    }
  }

  @Test
  void sendsTheOthersWhenKafkaRefusesALetterForItsSize() throws Exception {
    appendCopy(
        row -> {
          row.setField(LakeTable.KAFKA_OFFSET, 1_000_000L);
          row.setField("value", ByteBuffer.allocate(65 << 20));
        });

    DeadLetterReplay.Outcome outcome = replay(true, false);

    assertThat(outcome.replayed()).isEqualTo(2);
    assertThat(outcome.refused())
        .singleElement()
        .asString()
        .contains("/1000000: ")
        .contains("max.request.size");
    assertThat(replay(true, true))
        .as("the others are in the ledger")
        .isEqualTo(new DeadLetterReplay.Outcome(3, 2, 0, 1, List.of()));
  }

  @Test
  void notesWhatWasSentWhenKafkaFailsInTheMiddle() throws Exception {
    fixture.useOptions(Map.of(IngestOptions.KAFKA_PROPERTIES.key() + ".max.block.ms", "2000"));
    appendCopy(row -> row.setField("topic", "deleted-topic"));

    assertThatThrownBy(() -> replay(DeadLetters.Filter.all(), true, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Kafka did not take the dead letter deleted-topic/")
        .hasMessageContaining("What it took is noted; replay again to send the others");

    assertThat(replay(DeadLetters.Filter.all(), true, true))
        .isEqualTo(new DeadLetterReplay.Outcome(3, 2, 0, 1, List.of()));
  }
}
