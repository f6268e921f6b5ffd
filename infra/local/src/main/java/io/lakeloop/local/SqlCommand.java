package io.lakeloop.local;

import io.lakeloop.sql.LakeSession;
import io.lakeloop.sql.ResultWriter;
import io.lakeloop.sql.SqlFile;
import io.lakeloop.sql.SqlLibrary;
import io.lakeloop.sql.SqlParameter;
import io.lakeloop.sql.StatementRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop sql}. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Asks the lake by SQL: named queries, statements, files, or a shell.",
    footer = {
      "",
      "Without -e, -f, --query or --list, a shell starts. Rows go to the output, all else to",
      "the error output. Parameters are :name in files and statements.",
      "",
      "Examples:",
      "  lakeloop sql --list",
      "  lakeloop sql --query fraud-rate-by-day --param from_day=2026-01-01",
      "  lakeloop sql -e 'SELECT COUNT(*) FROM payments.transactions'",
      "  lakeloop sql --live --for '30 s' -e 'SELECT COUNT(*) FROM payments.alerts'",
      "  lakeloop sql -f report.sql --format csv > report.csv"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SqlCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "SQL",
      description = "Statements to run, divided by semicolons.")
  private @Nullable String execute;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A file of statements.")
  private @Nullable Path file;

  @Option(names = "--query", paramLabel = "NAME", description = "A named query; see --list.")
  private @Nullable String query;

  @Option(names = "--list", description = "List the named queries and their parameters.")
  private boolean list;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "A parameter's value; may be given several times.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "table, csv or jsonl (default: ${DEFAULT-VALUE}).")
  private ResultWriter.Format format;

  @Option(
      names = "--live",
      description =
          "Go on as the lake grows: each row comes with what happens to it (+I, -U, +U, -D).")
  private boolean live;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "With --live, end after this long.")
  private @Nullable Duration limit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      printQueries(out);
      return 0;
    }
    String script = script();
    try (LakeSession session = LakeSession.open(stack.lakeOptions(), stack.flinkOptions(), live)) {
      StatementRunner runner = new StatementRunner(session, live, out);
      if (script == null) {
        new SqlShell(session, runner, format, stack.dataDirectory()).run();
        return 0;
      }
      StatementRunner.Outcome outcome = runner.run(script, format, limit);
      out.flush();
      spec.commandLine().getErr().println(outcome.text());
    }
    return 0;
  }

  /** What is to be run; null when a person is to be asked. */
  private @Nullable String script() throws IOException {
    int given = (execute == null ? 0 : 1) + (file == null ? 0 : 1) + (query == null ? 0 : 1);
    if (given > 1) {
      throw new IllegalArgumentException("Give one of -e, -f and --query");
    }
    LocalDate today = LocalDate.now(Clock.systemUTC());
    if (query != null) {
      return SqlLibrary.query(query).bind(parameters, today);
    }
    if (file != null) {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException(
            "--file is '%s', which cannot be read; give a file of SQL".formatted(file));
      }
      return SqlFile.parse(file.toString(), Files.readString(file)).bind(parameters, today);
    }
    return execute == null ? null : SqlFile.parse("the statement", execute).bind(parameters, today);
  }

  private static void printQueries(PrintWriter out) {
    for (SqlFile named : SqlLibrary.queries().values()) {
      out.println(named.name());
      out.println("    " + named.question());
      for (SqlParameter parameter : named.parameters()) {
        out.println(
            "    :%s %s%s, %s"
                .formatted(
                    parameter.name(),
                    parameter.type(),
                    parameter.defaultValue() == null ? "" : " = " + parameter.defaultValue(),
                    parameter.meaning()));
      }
    }
    out.flush();
  }
}
