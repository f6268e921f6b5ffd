package io.lakeloop.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.table.jdbc.FlinkDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions, errors, the views' boundary, and the gateway through JDBC. */
class SessionITCase {
  private static final Map<String, String> FLINK = Map.of("parallelism.default", "1");

  @TempDir private Path directory;
  private SqlLake lake;

  @BeforeEach
  void emptyLake() throws Exception {
    lake = new SqlLake();
  }

  @AfterEach
  void close() throws Exception {
    lake.close();
  }

  private static String ask(LakeSession session, String sql) throws Exception {
    StringWriter out = new StringWriter();
    new StatementRunner(session, false, new PrintWriter(out, true))
        .run(sql, ResultWriter.Format.CSV, null);
    return out.toString().replace("\r\n", "\n");
  }

  @Test
  void closedAndOpenPeriodsMeetWhereHistoryEndsAndLateRowsShowAfterTheNextRun() throws Exception {
    LakeFacts facts = new LakeFacts(3, 60);
    lake.createTables();
    lake.write(facts);
    String sum =
        "SELECT SUM(transactions) AS n, COUNT(*) FILTER (WHERE is_closed) > 0 AS h FROM analytics.customer_daily";
    try (LakeSession session = LakeSession.open(lake.options(), FLINK, false)) {
      assertThat(ask(session, sum)).isEqualTo("n,h\n60,false\n");

      lake.close(facts, LakeFacts.START.plusDays(2));
      assertThat(ask(session, sum)).isEqualTo("n,h\n60,true\n");
      lake.close(facts, LakeFacts.START.plusDays(4));
      assertThat(ask(session, sum)).isEqualTo("n,h\n60,true\n");

      lake.payments(List.of(facts.add(LakeFacts.START), facts.add(LakeFacts.START.plusDays(5))));
      assertThat(ask(session, sum)).isEqualTo("n,h\n61,true\n");
      lake.close(facts, LakeFacts.START.plusDays(4));
      assertThat(ask(session, sum)).isEqualTo("n,h\n62,true\n");
    }
  }

  @Test
  void viewsReadTablesThatAreNotMadeYetAsEmpty() throws Exception {
    LakeTables.createMissing(
        lake.catalog(), lake.embedded().lakeSettings(), List.of(PaymentTables.TRANSACTIONS));
    lake.payments(new LakeFacts(5, 10).payments());
    try (LakeSession session = LakeSession.open(lake.options(), FLINK, false)) {
      assertThat(ask(session, "SELECT SUM(transactions) AS n FROM analytics.customer_daily"))
          .isEqualTo("n\n10\n");
      assertThat(ask(session, "SELECT table_name FROM analytics.table_files"))
          .isEqualTo("table_name\npayments.transactions\n");
    }
  }

  @Test
  void tellsWhereAStatementIsWrongAndWhichTableWasMeant() throws Exception {
    lake.createTables();
    try (LakeSession session = LakeSession.open(lake.options(), FLINK, false)) {
      assertThatExceptionOfType(SqlProblem.class)
          .isThrownBy(() -> ask(session, "SELECT 1;\nSELECT FROM"))
          .withMessageContaining("Line 2, column 8")
          .withMessageContaining("  SELECT FROM\n         ^");
      assertThatExceptionOfType(SqlProblem.class)
          .isThrownBy(() -> ask(session, "SELECT * FROM payments.transaction"))
          .withMessageContaining("Line 1, column 15")
          .withMessageContaining("Did you mean payments.transactions");
      assertThatExceptionOfType(SqlProblem.class)
          .isThrownBy(() -> ask(session, "SELECT amuont FROM payments.transactions"))
          .withMessageContaining("'amuont' not found");
    }
  }

  @Test
  void tellsThatTheCatalogDoesNotAnswer() {
    assertThatThrownBy(
            () -> LakeSession.open(Map.of("lake.catalog.uri", "http://127.0.0.1:9"), FLINK, false))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("The catalog, or the storage behind it, does not answer");
  }

  @Test
  void showsNoSecretWithATable() throws Exception {
    lake.createTables();
    String secrets = Files.readString(Path.of(lake.options().get("lake.secrets-file")));
    String key = secrets.lines().filter(l -> l.contains("secret-key")).findFirst().orElseThrow();
    try (LakeSession session = LakeSession.open(lake.options(), FLINK, false)) {
      assertThat(ask(session, "SHOW CREATE TABLE payments.transactions; SHOW CREATE CATALOG lake"))
          .contains("event_time")
          .doesNotContain(key.substring(key.indexOf('=') + 1).strip());
    }
  }

  @Test
  void answersJdbcClientsWithTablesViewsAndQueries() throws Exception {
    LakeFacts facts = new LakeFacts(3, 40);
    lake.createTables();
    lake.write(facts);
    lake.close(facts, LakeFacts.START.plusDays(2));
    try (LakeGateway gateway =
            LakeGateway.start(lake.options(), FLINK, "127.0.0.1", freePort(), directory);
        Connection connection = connect(gateway);
        Statement statement = connection.createStatement()) {
      assertThat(column(statement, "SHOW TABLES IN payments")).contains("transactions", "alerts");
      assertThat(column(statement, "SHOW VIEWS IN analytics")).contains("customer_daily");
      assertThat(column(statement, "SHOW FUNCTIONS")).contains("SCORE");
      assertThat(column(statement, "SELECT COUNT(*) FROM transactions"))
          .containsExactly(Integer.toString(facts.records.size()));
      String query =
          SqlLibrary.query("fraud-rate-by-day")
              .bind(
                  Map.of("from_day", "2026-03-01", "to_day", "2026-03-31"),
                  LocalDate.of(2026, 3, 7));
      assertThat(column(statement, SqlText.statements(query).get(0).replaceAll("(?m)^--.*$", "")))
          .hasSize((int) facts.payments().stream().map(LakeFacts.Payment::day).distinct().count());
    }
  }

  /** Without the driver manager, which finds drivers of the system's class path alone. */
  private static Connection connect(LakeGateway gateway) throws SQLException {
    return new FlinkDriver().connect(gateway.jdbcUrl(), new Properties());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static List<String> column(Statement statement, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    // Not executeQuery: the driver takes SHOW for no query.
    assertThat(statement.execute(sql)).isTrue();
    try (ResultSet result = statement.getResultSet()) {
      while (result.next()) {
        values.add(String.valueOf(result.getObject(1)));
      }
    }
    return values;
  }
}
