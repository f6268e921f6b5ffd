package io.lakeloop.servers.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Iceberg's own REST servlet over its JDBC catalog in a SQLite file. Hands no secret to its
 * clients.
 */
public final class CatalogEntry {
  private CatalogEntry() {}

  /**
   * Starts the catalog.
   *
   * @param settings {@code directory}, {@code port}, {@code warehouse}, {@code region}, {@code
   *     s3-endpoint}, {@code access-key}, {@code secret-key}
   * @return stops it when closed
   */
  public static AutoCloseable start(Properties settings) throws Exception {
    Path directory = Path.of(settings.getProperty("directory"));
    Files.createDirectories(directory);
    // The JDK looks for drivers once in a JVM; a second stack brings its own class loader and
    // driver.
    Class.forName("org.sqlite.JDBC");
    JdbcCatalog catalog = new JdbcCatalog();
    catalog.initialize("lake", catalogProperties(settings, directory));
    RESTCatalogAdapter adapter = new RESTCatalogAdapter(catalog);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    context.addServlet(new ServletHolder(new RESTCatalogServlet(adapter)), "/*");
    QueuedThreadPool threads = new QueuedThreadPool(16);
    threads.setDaemon(true);
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(settings.getProperty("port")));
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
    return () -> {
      server.stop();
      catalog.close();
    };
  }

  private static Map<String, String> catalogProperties(Properties settings, Path directory) {
    Map<String, String> properties = new HashMap<>();
    properties.put(
        CatalogProperties.URI,
        "jdbc:sqlite:"
            + directory.resolve("catalog.sqlite").toAbsolutePath()
            + "?journal_mode=WAL&busy_timeout=10000&synchronous=NORMAL");
    properties.put("jdbc.schema-version", "V1");
    properties.put("clients", "1");
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, setting(settings, "warehouse"));
    properties.put(CatalogProperties.FILE_IO_IMPL, "org.apache.iceberg.aws.s3.S3FileIO");
    properties.put("s3.endpoint", setting(settings, "s3-endpoint"));
    properties.put("s3.path-style-access", "true");
    properties.put("client.region", setting(settings, "region"));
    properties.put("s3.access-key-id", setting(settings, "access-key"));
    properties.put("s3.secret-access-key", setting(settings, "secret-key"));
    return properties;
  }

  private static String setting(Properties settings, String key) {
    return Objects.requireNonNull(settings.getProperty(key), key);
  }
}
