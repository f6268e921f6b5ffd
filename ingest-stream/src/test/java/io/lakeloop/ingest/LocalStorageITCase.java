package io.lakeloop.ingest;

import io.lakeloop.testing.EmbeddedLake;

/** On the stack's own S3 server, S3Proxy. */
class LocalStorageITCase extends StorageITCase {
  @Override
  void startServer(EmbeddedLake inPlaceOf) {
    inPlaceOf.stack().s3().start();
  }

  @Override
  void stopServer(EmbeddedLake inPlaceOf) {
    inPlaceOf.stack().s3().stop();
  }
}
