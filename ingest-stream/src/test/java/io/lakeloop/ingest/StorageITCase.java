package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings.FileIoKind;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.servers.LocalStackSettings;
import io.lakeloop.testing.EmbeddedLake;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole job on an S3 server, by each way to reach one. A subclass says which server; it takes
 * the place of the stack's own, on its port and with its keys, so that the catalog uses it too.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StorageITCase {
  private final EmbeddedLake lake = EmbeddedLake.get();
  private IngestFixture fixture;

  /** Starts the server; returns when it answers. */
  abstract void startServer(EmbeddedLake inPlaceOf);

  /** Stops the server. */
  abstract void stopServer(EmbeddedLake inPlaceOf);

  @BeforeAll
  void takeThePlaceOfTheStacksServer() throws Exception {
    // Tables of other tests have their files in the server that goes.
    lake.dropTables();
    lake.stack().s3().stop();
    startServer(lake);
  }

  @AfterAll
  void giveThePlaceBack() throws Exception {
    try {
      lake.dropTables();
    } finally {
      stopServer(lake);
      lake.stack().s3().start();
    }
  }

  @BeforeEach
  void setUp() throws Exception {
    fixture = new IngestFixture(lake);
  }

  @AfterEach
  void tearDown() throws Exception {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(FileIoKind.class)
  void landsEveryRecordOnceAndGoesOnFromASavepoint(FileIoKind fileIo) throws Exception {
    String kind = fileIo.name().toLowerCase(Locale.ROOT);
    String warehouse = kind + "://" + createBucket(kind) + "/warehouse";
    Map<String, String> options = fixture.options();
    options.put(LakeOptions.FILE_IO.key(), kind);
    options.put(LakeOptions.WAREHOUSE.key(), warehouse);
    fixture.useOptions(options);
    fixture.produce(200);
    fixture.send(new byte[] {1, 2, 3});

    JobClient job = fixture.start();
    fixture.awaitRows(200, 1);
    String savepoint = fixture.stop(job);
    fixture.produce(200);
    fixture.start(options, savepoint, UnaryOperator.identity());

    fixture.awaitRows(400, 1);
    assertThat(fixture.location(PaymentTables.TRANSACTIONS)).startsWith(warehouse + "/");
    fixture.assertAuditPasses();
  }

  private String createBucket(String prefix) {
    String bucket = prefix + "-" + UUID.randomUUID();
    try (S3FileIO s3 = new S3FileIO()) {
      s3.initialize(
          Map.of(
              "s3.endpoint", lake.stack().s3Endpoint(),
              "s3.path-style-access", "true",
              "s3.access-key-id", lake.stack().s3AccessKey(),
              "s3.secret-access-key", lake.stack().s3SecretKey(),
              "client.region", LocalStackSettings.REGION));
      s3.client().createBucket(request -> request.bucket(bucket));
    }
    return bucket;
  }
}
