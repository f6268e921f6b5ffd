package io.lakeloop.local;

import io.lakeloop.sql.LakeSession;
import io.lakeloop.sql.ResultWriter;
import io.lakeloop.sql.SqlLibrary;
import io.lakeloop.sql.StatementRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Asks a person for statements. A statement ends with a semicolon, also over several lines; history
 * is kept beside the stack's data. A wrong statement is told and the next is asked for.
 */
final class SqlShell {
  private static final List<String> WORDS =
      List.of(
          "SELECT",
          "FROM",
          "WHERE",
          "GROUP BY",
          "ORDER BY",
          "LIMIT",
          "JOIN",
          "SHOW TABLES IN",
          "DESCRIBE",
          "EXPLAIN",
          "exit");

  private final LakeSession session;
  private final StatementRunner runner;
  private final ResultWriter.Format format;
  private final Path history;

  SqlShell(
      LakeSession session, StatementRunner runner, ResultWriter.Format format, Path dataDirectory) {
    this.session = session;
    this.runner = runner;
    this.format = format;
    this.history = dataDirectory.resolve("sql-history");
  }

  void run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().build()) {
      List<String> words = new ArrayList<>(WORDS);
      words.addAll(session.tableNames());
      words.addAll(SqlLibrary.queries().keySet());
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .completer(new StringsCompleter(words))
              .variable(LineReader.HISTORY_FILE, history.toAbsolutePath())
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      terminal.writer().println("End a statement with ';', the shell with 'exit'.");
      StringBuilder statement = new StringBuilder();
      while (true) {
        String line;
        try {
          line = reader.readLine(statement.isEmpty() ? "lake> " : "   -> ");
        } catch (UserInterruptException e) {
          statement.setLength(0);
          continue;
        } catch (EndOfFileException e) {
          return;
        }
        if (statement.isEmpty() && (line.isBlank() || isEnd(line))) {
          if (isEnd(line)) {
            return;
          }
          continue;
        }
        statement.append(line).append('\n');
        if (line.stripTrailing().endsWith(";")) {
          answer(terminal, statement.toString());
          statement.setLength(0);
        }
      }
    }
  }

  private static boolean isEnd(String line) {
    String word = line.strip().replace(";", "");
    return word.equalsIgnoreCase("exit") || word.equalsIgnoreCase("quit");
  }

  private void answer(Terminal terminal, String statement) throws IOException {
    try {
      terminal.writer().println(runner.run(statement, format, null).text());
    } catch (IllegalArgumentException e) {
      terminal.writer().println(e.getMessage());
    }
    terminal.writer().flush();
  }
}
