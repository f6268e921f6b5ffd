package io.lakeloop.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.apache.iceberg.util.Tasks;
import org.apache.iceberg.util.ThreadPools;
import org.jspecify.annotations.Nullable;

/**
 * Which days of a source table changed between two snapshots: those of the data files that were
 * added or removed in between.
 *
 * <p>A file tells its days by its partition where the table is partitioned by day of the very
 * column that is asked for, else by the column's bounds when these are of one day. Both are
 * metadata. Only a file whose bounds span several days is read, that column alone: reports, which
 * are kept by the day of the report and asked for by the day of the transaction.
 *
 * <p>A commit that replaced files by as many rows, as compaction does, changed nothing.
 */
final class ChangedDays {
  private final Table table;
  private final String timeColumn;
  private final Types.NestedField column;

  /**
   * What was found.
   *
   * @param days the days, in days since 1970
   * @param snapshots how many commits were looked at
   * @param files how many files these added and removed
   * @param filesRead how many of them had to be read
   * @param unknownBecause why the days cannot be told; empty when they can
   */
  record Found(
      Set<Integer> days, int snapshots, int files, int filesRead, Optional<String> unknownBecause) {

    static Found nothingToTell(String reason) {
      return new Found(Set.of(), 0, 0, 0, Optional.of(reason));
    }
  }

  /**
   * Looks at one table.
   *
   * @param timeColumn the time whose days are asked for
   */
  ChangedDays(Table table, String timeColumn) {
    this.table = table;
    this.timeColumn = timeColumn;
    this.column = table.schema().findField(timeColumn);
  }

  /**
   * The days that changed after a snapshot, up to another one.
   *
   * @param after the earlier snapshot
   * @param upTo the later snapshot, which the table has
   */
  Found between(long after, long upTo) {
    List<Snapshot> snapshots = new ArrayList<>();
    Snapshot snapshot = table.snapshot(upTo);
    while (snapshot != null && snapshot.snapshotId() != after) {
      snapshots.add(snapshot);
      Long parent = snapshot.parentId();
      if (parent != null && parent == after) {
        return changes(snapshots);
      }
      snapshot = parent == null ? null : table.snapshot(parent);
    }
    return snapshot == null
        ? Found.nothingToTell(
            "snapshot %d of %s, up to which history has been computed, has been expired or rolled back"
                .formatted(after, table.name()))
        : changes(snapshots);
  }

  private Found changes(List<Snapshot> snapshots) {
    List<Snapshot> changing = snapshots.stream().filter(s -> !isRewrite(s)).toList();
    List<ContentFile<?>> files = new ArrayList<>();
    Tasks.foreach(changing)
        .executeWith(ThreadPools.getWorkerPool())
        .stopOnFailure()
        .throwFailureWhenFinished()
        .run(
            snapshot -> {
              List<ContentFile<?>> changed = changedFiles(snapshot);
              synchronized (files) {
                files.addAll(changed);
              }
            });
    return daysOf(snapshots.size(), files);
  }

  /** Whether a commit put as many rows in the place of others. */
  static boolean isRewrite(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    return DataOperations.REPLACE.equals(snapshot.operation())
        && summary
            .getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0")
            .equals(summary.getOrDefault(SnapshotSummary.DELETED_RECORDS_PROP, "0"));
  }

  private List<ContentFile<?>> changedFiles(Snapshot snapshot) {
    SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(snapshot).build();
    List<ContentFile<?>> files = new ArrayList<>();
    changes.addedDataFiles().forEach(files::add);
    changes.removedDataFiles().forEach(files::add);
    changes.addedDeleteFiles().forEach(files::add);
    changes.removedDeleteFiles().forEach(files::add);
    return files;
  }

  private Found daysOf(int snapshots, List<ContentFile<?>> files) {
    Set<Integer> days = ConcurrentHashMap.newKeySet();
    List<DataFile> unclear = new ArrayList<>();
    for (ContentFile<?> file : files) {
      OptionalInt day = day(file);
      if (day.isPresent()) {
        days.add(day.getAsInt());
      } else if (file instanceof DataFile data) {
        unclear.add(data);
      } else {
        return Found.nothingToTell(
            "%s has a delete file that belongs to no day: %s"
                .formatted(table.name(), file.location()));
      }
    }
    try {
      Tasks.foreach(unclear)
          .executeWith(ThreadPools.getWorkerPool())
          .stopOnFailure()
          .throwFailureWhenFinished()
          .run(file -> addDaysOfRows(file, days));
    } catch (NotFoundException e) {
      return Found.nothingToTell(
          "a file that was removed from %s can no longer be read: %s"
              .formatted(table.name(), e.getMessage()));
    }
    return new Found(
        new TreeSet<>(days), snapshots, files.size(), unclear.size(), Optional.empty());
  }

  /** The one day of a file, by metadata; empty when it tells none or several. */
  private OptionalInt day(ContentFile<?> file) {
    PartitionSpec spec = table.specs().get(file.specId());
    for (int i = 0; spec != null && i < spec.fields().size(); i++) {
      PartitionField field = spec.fields().get(i);
      if (field.sourceId() == column.fieldId() && field.transform().toString().equals("day")) {
        Integer day = file.partition().get(i, Integer.class);
        return day == null ? OptionalInt.empty() : OptionalInt.of(day);
      }
    }
    if (!(file instanceof DataFile)) {
      return OptionalInt.empty();
    }
    Long low = bound(file.lowerBounds());
    Long high = bound(file.upperBounds());
    return low != null && high != null && DayRanges.dayOf(low) == DayRanges.dayOf(high)
        ? OptionalInt.of(DayRanges.dayOf(low))
        : OptionalInt.empty();
  }

  private @Nullable Long bound(@Nullable Map<Integer, ByteBuffer> bounds) {
    ByteBuffer buffer = bounds == null ? null : bounds.get(column.fieldId());
    return buffer == null ? null : Conversions.<Long>fromByteBuffer(column.type(), buffer);
  }

  private void addDaysOfRows(DataFile file, Set<Integer> days) {
    Schema schema = table.schema().select(timeColumn);
    try (CloseableIterable<Record> rows =
        FormatModelRegistry.<Record, Schema>readBuilder(
                file.format(), Record.class, table.io().newInputFile(file))
            .project(schema)
            .build()) {
      for (Record row : rows) {
        days.add(
            DayRanges.dayOf(
                DateTimeUtil.microsFromTimestamptz((OffsetDateTime) row.getField(timeColumn))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
