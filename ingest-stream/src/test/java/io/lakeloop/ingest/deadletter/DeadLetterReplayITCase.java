package io.lakeloop.ingest.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.avro.WireSchemas;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.SchemaFolder;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.ingest.IngestFixture;
import io.lakeloop.ingest.IngestOptions;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.testing.AvroFixtures;
import io.lakeloop.testing.EmbeddedLake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
    IngestSettings settings = IngestSettings.of(fixture.options());
    try (RESTCatalog catalog = lake.openCatalog()) {
      return new DeadLetterReplay(settings, catalog, Clock.systemUTC())
          .run(
              new DeadLetters.Filter(fixture.transactionsTopic(), null, null, null, null),
              force,
              dryRun);
    }
  }

  private void publish() throws IOException {
    new SchemaFolder(LakeCatalogLoader.fileIo(lake.lakeSettings()), schemas).publish(unpublished);
  }

  @Test
  void sendsNothingThatWouldBeRejectedAgain() throws Exception {
    assertThat(replay(false, false)).isEqualTo(new DeadLetterReplay.Outcome(2, 0, 2, 0));
  }

  @Test
  void landsAMendedRecordOnceHoweverOftenItIsReplayed() throws Exception {
    publish();

    assertThat(replay(false, true)).isEqualTo(new DeadLetterReplay.Outcome(2, 0, 1, 1));
    assertThat(replay(false, false)).isEqualTo(new DeadLetterReplay.Outcome(2, 0, 1, 1));
    assertThat(replay(false, false)).isEqualTo(new DeadLetterReplay.Outcome(2, 1, 1, 0));

    fixture.start();
    fixture.awaitRows(21, 2);
    assertThat(fixture.rows(LakeTable.TRANSACTIONS))
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
        fixture.rows(LakeTable.DEAD_LETTERS).stream()
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

      List<DeadLetter.Group> groups = letters.groups(DeadLetters.Filter.all());

      assertThat(groups)
          .extracting(DeadLetter.Group::reason)
          .containsExactly(RejectReason.UNDECODABLE.code(), RejectReason.UNKNOWN_SCHEMA.code());
      Record row = fixture.rows(LakeTable.DEAD_LETTERS).get(0);
      DeadLetter expected = DeadLetter.of(row);
      assertThat(
              letters.find(
                  expected.position().topic(),
                  expected.position().partition(),
                  expected.position().offset()))
          .contains(expected);
      assertThat(letters.find("transactions", 99, 0)).isEmpty();
      assertThat(letters.groups(new DeadLetters.Filter(null, null, null, "oversized", null)))
          .isEmpty();
    }
  }
}
