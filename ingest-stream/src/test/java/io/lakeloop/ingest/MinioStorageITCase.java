package io.lakeloop.ingest;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.lakeloop.testing.EmbeddedLake;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.junit.jupiter.Testcontainers;

/** On MinIO in a container, where a Docker engine answers; skipped elsewhere. */
@Testcontainers(disabledWithoutDocker = true)
class MinioStorageITCase extends StorageITCase {
  private static final String IMAGE = "minio/minio:RELEASE.2025-04-22T22-12-26Z";
  private static final int MINIO_PORT = 9000;

  private @Nullable MinIOContainer minio;

  @Override
  void startServer(EmbeddedLake inPlaceOf) {
    MinIOContainer container =
        new MinIOContainer(IMAGE)
            .withUserName(inPlaceOf.stack().s3AccessKey())
            .withPassword(inPlaceOf.stack().s3SecretKey());
    // The job and the catalog know the server by the port of the one whose place it takes.
    container.setPortBindings(
        List.of("127.0.0.1:" + inPlaceOf.stack().s3().port() + ":" + MINIO_PORT));
    assumeThat(container.getHost()).as("a Docker engine on this machine").isEqualTo("localhost");
    container.start();
    minio = container;
  }

  @Override
  void stopServer(EmbeddedLake inPlaceOf) {
    if (minio != null) {
      minio.stop();
    }
  }
}
