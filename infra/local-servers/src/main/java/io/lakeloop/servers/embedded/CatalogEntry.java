package io.lakeloop.servers.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an Iceberg REST catalog whose tables are kept in an SQLite file and whose table metadata
 * lies in S3. It gives its clients no credentials: they bring their own.
 */
public final class CatalogEntry implements Function<Map<String, String>, AutoCloseable> {
  private static final int MAX_THREADS = 24;
  private static final int MIN_THREADS = 4;

  /** Starts the catalog and returns what stops it. */
  @Override
  public AutoCloseable apply(Map<String, String> map) {
    ServerSettings settings = ServerSettings.fromMap(map);
    Log4jFile.open(settings.logFile());
    JdbcCatalog catalog = openCatalog(settings);
    Server server = server(settings.port(), new RESTCatalogAdapter(catalog));
    try {
      server.start();
    } catch (Exception e) {
      catalog.close();
      throw new IllegalStateException("Cannot start the catalog server: " + e.getMessage(), e);
    }
    Logger log = LoggerFactory.getLogger(CatalogEntry.class);
    log.info("The catalog listens on 127.0.0.1:{}", settings.port());
    return () -> {
      server.stop();
      catalog.close();
      log.info("The catalog stopped");
      Log4jFile.close(settings.logFile());
    };
  }

  private static Server server(int port, RESTCatalogAdapter adapter) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("catalog");
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    context.addServlet(new ServletHolder(new RESTCatalogServlet(adapter)), "/*");
    server.setHandler(context);
    return server;
  }

  private static JdbcCatalog openCatalog(ServerSettings settings) {
    registerDriver();
    Path database = settings.dataFolder().resolve("catalog.sqlite");
    try {
      Files.createDirectories(settings.dataFolder());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the catalog's folder of " + database, e);
    }
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", "jdbc:sqlite:" + database);
    properties.put("jdbc.schema-version", "V1");
    properties.put("jdbc.journal_mode", "WAL");
    properties.put("jdbc.busy_timeout", "30000");
    // One connection: SQLite has one writer anyway, and a busy database is no error then.
    properties.put("clients", "1");
    properties.put("warehouse", settings.warehouse());
    properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    properties.put("s3.endpoint", settings.s3Endpoint());
    properties.put("s3.path-style-access", "true");
    properties.put("s3.access-key-id", settings.accessKey());
    properties.put("s3.secret-access-key", settings.secretKey());
    properties.put("client.region", settings.region());
    JdbcCatalog catalog = new JdbcCatalog();
    catalog.initialize("lake", properties);
    return catalog;
  }

  /** DriverManager looks for drivers once a process, which may have been before this loader. */
  private static void registerDriver() {
    try {
      Class.forName("org.sqlite.JDBC");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The SQLite driver is missing from the servers folder", e);
    }
  }
}
