package io.lakeloop.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.gateway.SqlGateway;
import org.apache.flink.table.gateway.service.context.DefaultContext;
import org.apache.flink.table.gateway.service.session.SessionManager;

/**
 * Flink's SQL Gateway with the lake in every session: its catalog is the sessions' own, so that
 * tables, views and functions are there without a statement. It asks nobody who they are: it binds
 * the loopback address unless told otherwise, and beyond that a proxy that authenticates belongs
 * before it.
 */
public final class LakeGateway implements AutoCloseable {
  private final SqlGateway gateway;
  private final String address;
  private final int port;

  private LakeGateway(SqlGateway gateway, String address, int port) {
    this.gateway = gateway;
    this.address = address;
    this.port = port;
  }

  /**
   * Starts a gateway.
   *
   * @param lakeOptions where the lake is, by the keys of the jobs' options; no secrets
   * @param flink further options of Flink, which win
   * @param folder a folder of its own, where sessions find the catalog's description
   */
  public static LakeGateway start(
      Map<String, String> lakeOptions,
      Map<String, String> flink,
      String address,
      int port,
      Path folder)
      throws IOException {
    // Before any session: wrong options must be told to who starts the gateway.
    LakeSqlCatalogFactory.settings(lakeOptions);
    Configuration configuration = LakeSession.configuration(lakeOptions, false);
    configuration.setString("table.builtin-catalog-name", LakeSession.CATALOG);
    configuration.setString("table.builtin-database-name", LakeSqlCatalog.DEFAULT_DATABASE);
    configuration.setString("table.catalog-store.kind", "file");
    configuration.setString(
        "table.catalog-store.file.path", catalogStore(folder, lakeOptions).toUri().toString());
    configuration.setString("execution.target", "local");
    // Flink runs a job in this process only for a client that stays.
    configuration.setString("execution.attached", "true");
    configuration.setString("sql-gateway.endpoint.rest.address", address);
    configuration.setString("sql-gateway.endpoint.rest.bind-address", address);
    configuration.setString("sql-gateway.endpoint.rest.port", Integer.toString(port));
    configuration.setString("sql-gateway.endpoint.rest.bind-port", Integer.toString(port));
    configuration.addAll(Configuration.fromMap(flink));
    DefaultContext context = new DefaultContext(configuration, List.of());
    SqlGateway gateway = new SqlGateway(configuration, SessionManager.create(context));
    try {
      gateway.start();
    } catch (Exception e) {
      gateway.stop();
      throw new IOException(
          "The gateway cannot start on %s:%d; is the port taken?".formatted(address, port), e);
    }
    return new LakeGateway(gateway, address, port);
  }

  private static Path catalogStore(Path folder, Map<String, String> lakeOptions)
      throws IOException {
    Files.createDirectories(folder);
    Map<String, String> catalog = new TreeMap<>(lakeOptions);
    catalog.put("type", LakeSqlCatalogFactory.IDENTIFIER);
    String yaml =
        catalog.entrySet().stream()
            .map(entry -> entry.getKey() + ": '" + entry.getValue().replace("'", "''") + "'\n")
            .collect(Collectors.joining());
    Path file = folder.resolve(LakeSession.CATALOG + ".yaml");
    Files.writeString(file, yaml, StandardCharsets.UTF_8);
    return folder.toAbsolutePath();
  }

  /** What a JDBC client is given. */
  public String jdbcUrl() {
    return "jdbc:flink://%s:%d".formatted(address, port);
  }

  /** Waits until the gateway is stopped. */
  public void await() throws InterruptedException {
    try {
      gateway.waitUntilStop();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("The gateway failed", e);
    }
  }

  @Override
  public void close() {
    gateway.stop();
  }
}
