package io.lakeloop.adapter.iceberg;

import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelTimeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@link ModelTables#MODEL_EVENTS}: read at a snapshot, and appended only on top of the
 * very snapshot that a decision was made on. Decides nothing itself.
 *
 * <p>Why an event lands once: a commit names the snapshot that the event was decided on, and the
 * catalog refuses it when another one came between. When the outcome of a commit is not known, the
 * next attempt reads first. If the event's id is there, it has landed. If not, it can only land as
 * long as nothing else does; the next attempt carries the same id, so of the two one is refused,
 * and the read after that finds the other.
 */
final class ModelEventLog {
  private static final int MAX_ATTEMPTS = 20;

  private final Table table;

  ModelEventLog(Table table) {
    this.table = table;
  }

  /** Makes an event from what has happened so far, or refuses by an exception. */
  @FunctionalInterface
  interface Decision {
    /**
     * The event to append.
     *
     * @return null when nothing is left to do
     */
    @Nullable ModelEvent decide(ModelEvents known);
  }

  /** Everything up to the present snapshot. */
  ModelEvents read() {
    table.refresh();
    Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? ModelEvents.NONE : read(snapshot.snapshotId());
  }

  /** Everything up to a snapshot. */
  ModelEvents read(long snapshotId) {
    requireSnapshot(snapshotId);
    return read(table.newScan().useSnapshot(snapshotId).planFiles(), snapshotId);
  }

  /** What was appended after a snapshot. */
  ModelEvents readSince(long snapshotId) {
    table.refresh();
    requireSnapshot(snapshotId);
    long current = table.currentSnapshot().snapshotId();
    if (current == snapshotId) {
      return new ModelEvents(snapshotId, List.of(), List.of());
    }
    return read(
        table
            .newIncrementalAppendScan()
            .fromSnapshotExclusive(snapshotId)
            .toSnapshot(current)
            .planFiles(),
        current);
  }

  private void requireSnapshot(long snapshotId) {
    if (table.snapshot(snapshotId) == null) {
      throw new IllegalArgumentException(
          "snapshot %d is not one of %s, or has expired; read all events instead"
              .formatted(snapshotId, ModelTables.MODEL_EVENTS.name()));
    }
  }

  private ModelEvents read(CloseableIterable<FileScanTask> planned, long snapshotId) {
    List<ModelEvent> events = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = planned) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<Record> rows = FileRows.open(table, task, table.schema())) {
          for (Record row : rows) {
            try {
              events.add(ModelEventRows.fromRecord(row));
            } catch (IllegalArgumentException e) {
              unreadable.add(
                  "row %s of %s is left out: %s"
                      .formatted(
                          row.getField("event_id"),
                          ModelTables.MODEL_EVENTS.name(),
                          e.getMessage()));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ModelEvents(snapshotId, ModelTimeline.of(events).events(), unreadable);
  }

  /**
   * Appends the event that is decided on, once; decides again when another writer was quicker.
   *
   * @return the event, or null when nothing was left to do
   * @throws IOException when the lake fails; what is not known to be written may be
   */
  @Nullable ModelEvent append(Decision decision) throws IOException {
    @Nullable ModelEvent lost = null;
    @Nullable RuntimeException last = null;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      ModelEvents known = read();
      if (lost != null && known.contains(lost.eventId())) {
        return lost;
      }
      ModelEvent event = lost == null ? decision.decide(known) : decideAgain(decision, known, lost);
      if (event == null) {
        return null;
      }
      DataFile file = write(event);
      try {
        commit(file, known.snapshotId());
        return event;
      } catch (ValidationException | CommitFailedException e) {
        // Another writer came between the decision and the commit.
        table.io().deleteFile(file.location());
        last = e;
      } catch (CommitStateUnknownException e) {
        lost = event;
        last = e;
      }
    }
    throw new IOException(
        "%s did not take the event in %d attempts; look with 'lakeloop models list' whether it is there, and try again"
            .formatted(ModelTables.MODEL_EVENTS.name(), MAX_ATTEMPTS),
        last);
  }

  /** The same decision under the id of the attempt whose outcome is not known. */
  private static @Nullable ModelEvent decideAgain(
      Decision decision, ModelEvents known, ModelEvent lost) {
    ModelEvent event = decision.decide(known);
    return event == null
        ? null
        : new ModelEvent(
            lost.eventId(),
            event.type(),
            event.modelVersion(),
            event.recordedAtMicros(),
            event.effectiveFromMicros(),
            event.registration(),
            event.reason(),
            event.actor());
  }

  private void commit(DataFile file, @Nullable Long decidedOn) {
    table
        .newFastAppend()
        .appendFile(file)
        .validateWith(
            ancestors -> {
              Iterator<Snapshot> newestFirst = ancestors.iterator();
              Long parent = newestFirst.hasNext() ? newestFirst.next().snapshotId() : null;
              return Objects.equals(parent, decidedOn);
            })
        .commit();
  }

  private DataFile write(ModelEvent event) throws IOException {
    String name = event.eventId() + "-" + UUID.randomUUID() + ".parquet";
    return FileRows.write(table, name, List.of(ModelEventRows.toRecord(table.schema(), event)));
  }
}
