package io.lakeloop.servers.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;

/** An S3 server that keeps objects as files. */
public final class S3Entry {
  private static final String PROVIDER = "filesystem-nio2";

  private S3Entry() {}

  /**
   * Starts the server; its buckets are made where missing.
   *
   * @param settings {@code directory}, {@code port}, {@code buckets} (comma-separated), {@code
   *     access-key}, {@code secret-key}
   * @return stops it when closed
   */
  public static AutoCloseable start(Properties settings) throws Exception {
    Path directory = Path.of(settings.getProperty("directory"));
    for (String bucket : settings.getProperty("buckets").split(",", -1)) {
      Files.createDirectories(directory.resolve(bucket));
    }
    Properties s3 = new Properties();
    s3.setProperty("s3proxy.endpoint", "http://127.0.0.1:" + settings.getProperty("port"));
    s3.setProperty("s3proxy.authorization", "aws-v2-or-v4");
    s3.setProperty("s3proxy.identity", settings.getProperty("access-key"));
    s3.setProperty("s3proxy.credential", settings.getProperty("secret-key"));
    s3.setProperty("jclouds.provider", PROVIDER);
    s3.setProperty("jclouds.filesystem.basedir", directory.toString());
    S3Proxy server =
        S3Proxy.Builder.fromProperties(s3).blobStore(BlobStores.create(PROVIDER, s3)).build();
    server.start();
    return server::stop;
  }
}
