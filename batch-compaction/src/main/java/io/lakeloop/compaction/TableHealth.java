package io.lakeloop.compaction;

import io.lakeloop.compaction.health.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * The state of a table, told from its metadata; no data file is opened.
 *
 * @param target what files should look like
 * @param partitions the layout of each partition; the key of a table without partitions is empty
 * @param snapshots number of snapshots kept
 * @param metadataBytes the metadata file and the current snapshot's manifests
 * @param expiredBytes data files that only older snapshots still hold, as the snapshots' own
 *     summaries count them
 */
public record TableHealth(
    Layout.Target target,
    Map<String, Layout> partitions,
    int snapshots,
    long metadataBytes,
    long expiredBytes) {

  /** Copies the map. */
  public TableHealth {
    partitions = Collections.unmodifiableMap(new TreeMap<>(partitions));
  }

  /** The layout of the whole table. */
  public Layout total() {
    return partitions.values().stream().reduce(Layout.NONE, Layout::plus);
  }

  /**
   * What a scan of the table would cost if every partition were compacted, beside what it costs.
   */
  public long score() {
    long cost = total().readCostBytes();
    long best =
        partitions.values().stream()
            .mapToLong(
                layout ->
                    Math.min(layout.readCostBytes(), layout.compacted(target).readCostBytes()))
            .sum();
    return cost == 0 ? 100 : Math.round(100.0 * best / cost);
  }

  /** Reads the state of a table as it is now. */
  public static TableHealth of(Table table) throws IOException {
    Layout.Target target = target(table, null);
    long metadata = 0;
    long expired = 0;
    if (table instanceof HasTableOperations operations) {
      metadata +=
          table
              .io()
              .newInputFile(operations.operations().current().metadataFileLocation())
              .getLength();
    }
    Snapshot current = table.currentSnapshot();
    if (current != null) {
      metadata += current.allManifests(table.io()).stream().mapToLong(ManifestFile::length).sum();
      List<Long> ancestors = SnapshotUtil.currentAncestorIds(table);
      // What the oldest removed belonged to snapshots that are gone.
      for (long id : ancestors.subList(0, Math.max(0, ancestors.size() - 1))) {
        expired +=
            PropertyUtil.propertyAsLong(
                table.snapshot(id).summary(), SnapshotSummary.REMOVED_FILE_SIZE_PROP, 0);
      }
    }
    int snapshots = 0;
    for (Snapshot ignored : table.snapshots()) {
      snapshots++;
    }
    return new TableHealth(target, layouts(table, target, null), snapshots, metadata, expired);
  }

  /** What files of a table should look like. */
  static Layout.Target target(Table table, @Nullable Long fileBytes) {
    return new Layout.Target(
        fileBytes != null
            ? fileBytes
            : PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT),
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT));
  }

  /**
   * The layout of each partition.
   *
   * @param filter the rows that count, null for all
   */
  static Map<String, Layout> layouts(
      Table table, Layout.Target target, @Nullable Expression filter) {
    Map<String, Layout> layouts = new TreeMap<>();
    Set<String> seenDeletes = new HashSet<>();
    var scan = table.newScan().ignoreResiduals();
    try (CloseableIterable<FileScanTask> tasks =
        (filter == null ? scan : scan.filter(filter)).planFiles()) {
      for (FileScanTask task : tasks) {
        int deletes = 0;
        for (DeleteFile delete : task.deletes()) {
          deletes += seenDeletes.add(delete.location()) ? 1 : 0;
        }
        layouts.merge(
            partition(table, task.file()), layout(task.file(), deletes, target), Layout::plus);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return layouts;
  }

  static Layout layout(DataFile file, int deletes, Layout.Target target) {
    List<Long> offsets = file.splitOffsets();
    return Layout.ofFile(
        file.fileSizeInBytes(), offsets == null ? 1 : Math.max(1, offsets.size()), deletes, target);
  }

  /** The partition of a file for people, such as {@code event_time_day=2026-03-01}. */
  static String partition(Table table, DataFile file) {
    PartitionSpec spec = table.specs().get(file.specId());
    return spec == null || spec.isUnpartitioned() ? "" : spec.partitionToPath(file.partition());
  }
}
