package io.lakeloop.adapter.iceberg;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one maintenance run did to one table: one row of {@link OperationTables#MAINTENANCE_RUNS}.
 *
 * @param runId of the run; the same for every table that it went over
 * @param operation what was done, such as {@code compact}, {@code expire} or {@code history}
 * @param table qualified name of the table
 * @param startedAt when work on the table began
 * @param duration how long it took
 * @param outcome how it ended
 * @param message a sentence for people: why, and what is left to do
 * @param path how the work was done, such as {@code merge-columns 4, rows 1}; null where there is
 *     but one way
 * @param before the files that the run replaced or removed
 * @param after the files that it put in their place
 * @param groups how its units of work ended
 */
public record MaintenanceRun(
    String runId,
    String operation,
    String table,
    Instant startedAt,
    Duration duration,
    Outcome outcome,
    String message,
    @Nullable String path,
    Files before,
    Files after,
    Groups groups) {

  /** How a run ended. */
  public enum Outcome {
    /** All that was planned is done. */
    DONE,
    /** There was nothing to do. */
    NOTHING_TO_DO,
    /** Some of it is done; the rest failed or was given up, and a later run takes it up. */
    PARTIAL,
    /** All of it was given up in favour of writers; the table is as it was. */
    ABANDONED,
    /** It failed; the table holds what was committed before. */
    FAILED
  }

  /**
   * A number of files and their size.
   *
   * @param bytes in storage
   */
  public record Files(long count, long bytes) {
    /** No file. */
    public static final Files NONE = new Files(0, 0);

    /** These and others. */
    public Files plus(Files other) {
      return new Files(count + other.count, bytes + other.bytes);
    }
  }

  /**
   * How units of work ended, each of which is committed or given up as a whole.
   *
   * @param rewritten committed
   * @param failed ended by an error
   * @param abandoned given up because the table had changed
   * @param conflicts commits that another writer's commit made fail, including those that succeeded
   *     later
   */
  public record Groups(int rewritten, int failed, int abandoned, int conflicts) {
    /** None. */
    public static final Groups NONE = new Groups(0, 0, 0, 0);
  }
}
