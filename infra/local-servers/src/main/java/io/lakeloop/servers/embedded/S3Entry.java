package io.lakeloop.servers.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.S3ProxyConstants;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an S3 server (S3Proxy) over a folder: one sub-folder a bucket. Requests must be signed. */
public final class S3Entry implements Function<Map<String, String>, AutoCloseable> {
  private static final String PROVIDER = "filesystem-nio2";

  /** The server holds a signed request this large in memory; uploads come in parts below it. */
  private static final long MAX_SIGNED_REQUEST_BYTES = 128L * 1024 * 1024;

  /** Starts the server and returns what stops it. */
  @Override
  public AutoCloseable apply(Map<String, String> map) {
    ServerSettings settings = ServerSettings.fromMap(map);
    LogbackFile.open(settings.logFile());
    try {
      for (String bucket : settings.buckets()) {
        Files.createDirectories(settings.dataFolder().resolve(bucket));
      }
      Properties properties = properties(settings);
      BlobStore store = BlobStores.create(PROVIDER, properties);
      S3Proxy server = S3Proxy.Builder.fromProperties(properties).blobStore(store).build();
      server.start();
      Logger log = LoggerFactory.getLogger(S3Entry.class);
      log.info("S3 listens on 127.0.0.1:{}", server.getPort());
      return () -> {
        server.stop();
        store.close();
        log.info("S3 stopped");
        LogbackFile.close(settings.logFile());
      };
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the S3 folder " + settings.dataFolder(), e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot start the S3 server: " + e.getMessage(), e);
    }
  }

  private static Properties properties(ServerSettings settings) {
    Properties properties = new Properties();
    properties.setProperty(
        S3ProxyConstants.PROPERTY_ENDPOINT, "http://127.0.0.1:" + settings.port());
    properties.setProperty(S3ProxyConstants.PROPERTY_AUTHORIZATION, "aws-v2-or-v4");
    properties.setProperty(S3ProxyConstants.PROPERTY_IDENTITY, settings.accessKey());
    properties.setProperty(S3ProxyConstants.PROPERTY_CREDENTIAL, settings.secretKey());
    properties.setProperty(
        S3ProxyConstants.PROPERTY_V4_MAX_NON_CHUNKED_REQUEST_SIZE,
        Long.toString(MAX_SIGNED_REQUEST_BYTES));
    properties.setProperty("jclouds.provider", PROVIDER);
    properties.setProperty("jclouds.filesystem.basedir", settings.dataFolder().toString());
    return properties;
  }
}
