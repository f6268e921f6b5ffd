package io.lakeloop.sql;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;

/** Runs statements in a session and writes what they give. */
public final class StatementRunner {
  private final LakeSession session;
  private final boolean live;
  private final PrintWriter out;

  /**
   * What running a statement gave.
   *
   * @param rows how many rows, or changes of rows, were written
   * @param elapsed how long it took
   */
  public record Outcome(long rows, Duration elapsed) {
    /** For people, such as {@code 12 rows in 1.3 s}. */
    public String text() {
      return "%,d row%s in %.1f s".formatted(rows, rows == 1 ? "" : "s", elapsed.toMillis() / 1e3);
    }
  }

  /** Writes what statements of a session give. */
  public StatementRunner(LakeSession session, boolean live, PrintWriter out) {
    this.session = session;
    this.live = live;
    this.out = out;
  }

  /**
   * Runs every statement of a script, in order.
   *
   * @param limit ends a statement that goes on; null lets it
   * @return of all together
   * @throws SqlProblem when a statement is wrong; those before it have been run
   */
  public Outcome run(String script, ResultWriter.Format format, @Nullable Duration limit)
      throws IOException {
    long start = System.nanoTime();
    List<String> statements = SqlText.statements(script);
    if (statements.isEmpty()) {
      throw new SqlProblem("There is no statement; give one, such as SHOW TABLES IN analytics");
    }
    long rows = 0;
    for (String statement : statements) {
      rows += runOne(statement, format, limit);
    }
    return new Outcome(rows, Duration.ofNanos(System.nanoTime() - start));
  }

  private long runOne(String statement, ResultWriter.Format format, @Nullable Duration limit)
      throws IOException {
    TableResult result = session.execute(statement);
    if (result.getResultKind() == ResultKind.SUCCESS) {
      return 0;
    }
    List<String> columns = result.getResolvedSchema().getColumnNames();
    boolean changes = live && result.getJobClient().isPresent();
    ResultWriter writer = ResultWriter.of(format, columns, changes, out);
    long rows = 0;
    AtomicBoolean ended = new AtomicBoolean();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (CloseableIterator<Row> iterator = result.collect()) {
      if (limit != null) {
        Future<?> unused =
            clock.schedule(
                () -> {
                  ended.set(true);
                  return result.getJobClient().map(JobClient::cancel);
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
      }
      while (iterator.hasNext()) {
        writer.write(iterator.next());
        rows++;
        if (changes) {
          out.flush();
        }
      }
    } catch (IOException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!ended.get()) {
        throw SqlErrors.of(e, statement, List.of());
      }
    } catch (Exception e) {
      throw new IOException("The result cannot be closed", e);
    } finally {
      clock.shutdownNow();
    }
    writer.finish();
    return rows;
  }
}
