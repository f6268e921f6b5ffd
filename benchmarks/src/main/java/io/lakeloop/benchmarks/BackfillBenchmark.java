package io.lakeloop.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.lakeloop.local.Lakeloop;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The published features of a whole file of transactions, from CSV to CSV: {@code lakeloop
 * features}, which keeps one thread busy, against DuckDB's range windows on one thread and on all.
 * All in this process, alternated; both files are then compared by DuckDB.
 *
 * <p>A window of DuckDB's holds every row of the same time, the engine's those up to the row
 * itself, as the published values do: rows of one key at the same second may differ.
 *
 * <p>Run: {@code ./benchmarks/run BackfillBenchmark FILE.csv.gz [ROUNDS]}, by default 3 rounds. The
 * columns are those of {@code lakeloop replay}.
 */
public final class BackfillBenchmark {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final List<Integer> WINDOW_DAYS = List.of(1, 7, 30);

  private BackfillBenchmark() {}

  @FunctionalInterface
  private interface Way {
    void write(Path output) throws Exception;
  }

  /** Arguments: file, rounds. */
  public static void main(String[] args) throws Exception {
    Path input = Path.of(args[0]);
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path directory = Files.createTempDirectory("lakeloop-backfill-benchmark-");
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("lakeloop features", output -> engine(input, output));
    ways.put("DuckDB, 1 thread", output -> duckDb(input, output, 1));
    ways.put("DuckDB, all cores", output -> duckDb(input, output, SYSTEM.getAvailableProcessors()));
    long rows = rows(input);
    System.out.printf("%,d transactions%n", rows);
    System.out.printf(
        "%-6s %-18s %8s %8s %12s %12s%n",
        "round", "way", "wall s", "cpu s", "rows/s", "rows/cpu-s");
    for (int round = 1; round <= rounds; round++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        Path output = directory.resolve(way.getKey().replaceAll("\\W+", "-") + ".csv");
        long cpu = SYSTEM.getProcessCpuTime();
        long wall = System.nanoTime();
        way.getValue().write(output);
        double wallSeconds = (System.nanoTime() - wall) / 1e9;
        double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
        System.out.printf(
            "%-6d %-18s %8.1f %8.1f %,12.0f %,12.0f%n",
            round, way.getKey(), wallSeconds, cpuSeconds, rows / wallSeconds, rows / cpuSeconds);
      }
    }
    compare(directory.resolve("lakeloop-features.csv"), directory.resolve("DuckDB-1-thread.csv"));
  }

  private static void engine(Path input, Path output) throws IOException {
    int exit =
        Lakeloop.commandLine()
            .execute(
                "features",
                "--feature-set",
                "handbook",
                "--input",
                input.toString(),
                "--output",
                output.toString());
    if (exit != 0) {
      throw new IOException("lakeloop features ended with exit code " + exit);
    }
  }

  private static void duckDb(Path input, Path output, int threads) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + threads);
      statement.execute(
          """
          COPY (
            SELECT TRANSACTION_ID, %s
            FROM read_csv('%s')
            WINDOW %s
          ) TO '%s' (HEADER)
          """
              .formatted(columns(), input, windows(), output));
    }
  }

  private static String columns() {
    StringJoiner columns = new StringJoiner(", ");
    columns.add("TX_AMOUNT");
    columns.add("CAST(isodow(TX_DATETIME) >= 6 AS DOUBLE) AS TX_DURING_WEEKEND");
    columns.add("CAST(hour(TX_DATETIME) <= 6 AS DOUBLE) AS TX_DURING_NIGHT");
    for (int days : WINDOW_DAYS) {
      columns.add("COUNT(*) OVER c%1$d AS CUSTOMER_ID_NB_TX_%1$dDAY_WINDOW".formatted(days));
      columns.add(
          "AVG(TX_AMOUNT) OVER c%1$d AS CUSTOMER_ID_AVG_AMOUNT_%1$dDAY_WINDOW".formatted(days));
    }
    for (int days : WINDOW_DAYS) {
      columns.add("COUNT(*) OVER t%1$d AS TERMINAL_ID_NB_TX_%1$dDAY_WINDOW".formatted(days));
      columns.add(
          "COALESCE(AVG(TX_FRAUD) OVER t%1$d, 0) AS TERMINAL_ID_RISK_%1$dDAY_WINDOW"
              .formatted(days));
    }
    return columns.toString();
  }

  /** Half-open on the left, to the microsecond. */
  private static String windows() {
    StringJoiner windows = new StringJoiner(", ");
    for (int days : WINDOW_DAYS) {
      windows.add(
          """
          c%1$d AS (PARTITION BY CUSTOMER_ID ORDER BY TX_DATETIME
            RANGE BETWEEN INTERVAL '%1$d days' - INTERVAL '1 microsecond' PRECEDING AND CURRENT ROW)"""
              .formatted(days));
      windows.add(
          """
          t%1$d AS (PARTITION BY TERMINAL_ID ORDER BY TX_DATETIME
            RANGE BETWEEN INTERVAL '%2$d days' - INTERVAL '1 microsecond' PRECEDING
            AND INTERVAL '7 days' PRECEDING)"""
              .formatted(days, days + 7));
    }
    return windows.toString();
  }

  private static long rows(Path input) throws SQLException {
    return number("SELECT COUNT(*) FROM read_csv('%s')".formatted(input));
  }

  /** How many rows of both have the same values, to a billionth. */
  private static void compare(Path ours, Path peers) throws SQLException {
    StringJoiner equal = new StringJoiner(" AND ");
    for (int days : WINDOW_DAYS) {
      for (String key : List.of("CUSTOMER_ID", "TERMINAL_ID")) {
        equal.add("o.%1$s_NB_TX_%2$dDAY_WINDOW = p.%1$s_NB_TX_%2$dDAY_WINDOW".formatted(key, days));
      }
      for (String column : List.of("CUSTOMER_ID_AVG_AMOUNT", "TERMINAL_ID_RISK")) {
        equal.add(
            "abs(o.%1$s_%2$dDAY_WINDOW - p.%1$s_%2$dDAY_WINDOW) <= 1e-9 * abs(o.%1$s_%2$dDAY_WINDOW)"
                .formatted(column, days));
      }
    }
    String joined =
        "FROM read_csv('%s') o JOIN read_csv('%s') p USING (TRANSACTION_ID)".formatted(ours, peers);
    System.out.printf(
        "%,d rows in both, %,d of them equal in every feature%n",
        number("SELECT COUNT(*) " + joined),
        number("SELECT COUNT(*) %s WHERE %s".formatted(joined, equal)));
  }

  private static long number(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }
}
