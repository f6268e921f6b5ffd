package io.lakeloop.maintenance;

import io.lakeloop.adapter.config.JobArguments;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.model.ModelEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.ThreadPools;

/**
 * Expires snapshots by age and number, except those that something still needs; see {@link
 * NeededSnapshots}. Snapshots that models were trained on are tagged, so that no other tool expires
 * them either.
 *
 * <p>Safe beside writers: Iceberg's commit protocol orders expiry and commits, and a commit only
 * adds snapshots that are too young to expire. Files are deleted after the commit; a crash in
 * between leaves orphan files.
 *
 * <p>Run: {@code flink run -c io.lakeloop.maintenance.ExpireJob lakeloop-batch-compaction.jar
 * --config lake.properties}
 */
public final class ExpireJob {
  /** Tags of snapshots that models were trained on begin with this; the snapshot id follows. */
  static final String TRAINING_TAG = "lakeloop-training-";

  private static final long MICROS_PER_MILLI = 1000;

  private ExpireJob() {}

  /** Reads the settings and runs to the end. */
  public static void main(String[] args) throws Exception {
    run(ExpireSettings.of(JobArguments.parse(args)), Clock.systemUTC());
  }

  /** Goes over the tables. */
  public static ExpireReport run(ExpireSettings settings, Clock clock) throws Exception {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      List<ModelEvent> events =
          catalog.tableExists(ModelTables.MODEL_EVENTS.identifier())
              ? new ModelRegistry(catalog, settings.lake(), clock).events().events()
              : List.of();
      List<ExpireReport.OfTable> tables = new ArrayList<>();
      for (TableIdentifier table : LakeSelection.of(catalog, settings.tables())) {
        tables.add(expire(catalog, table, events, settings, clock.millis()));
      }
      return new ExpireReport(settings.dryRun(), tables);
    }
  }

  private static ExpireReport.OfTable expire(
      RESTCatalog catalog,
      TableIdentifier identifier,
      List<ModelEvent> events,
      ExpireSettings settings,
      long nowMillis) {
    Table table = catalog.loadTable(identifier);
    NeededSnapshots needed =
        NeededSnapshots.of(
            catalog,
            identifier.toString(),
            table,
            events,
            new NeededSnapshots.Horizon(
                nowMillis - settings.savepointRetention().toMillis(),
                (nowMillis - settings.trainingRetention().toMillis()) * MICROS_PER_MILLI));
    long byAge = nowMillis - settings.maxAge().toMillis();
    long keptSince = Math.min(byAge, needed.keptSinceMillis(table).orElse(byAge));
    int before = (int) StreamSupport.stream(table.snapshots().spliterator(), false).count();
    if (!settings.dryRun()) {
      tagTraining(table, needed.single().keySet());
      limitMetadataFiles(table);
    }
    List<String> files = new ArrayList<>();
    ExpireSnapshots expiry =
        table
            .expireSnapshots()
            .expireOlderThan(keptSince)
            .retainLast(settings.minSnapshots())
            .planWith(ThreadPools.getWorkerPool())
            .deleteWith(files::add);
    Set<Long> expired = new HashSet<>();
    expiry.apply().forEach(snapshot -> expired.add(snapshot.snapshotId()));
    expired.removeAll(needed.single().keySet());
    if (!settings.dryRun() && !expired.isEmpty()) {
      expiry.commit();
      delete(table, files);
    }
    return new ExpireReport.OfTable(
        identifier.toString(),
        before,
        expired.size(),
        files.size(),
        Instant.ofEpochMilli(keptSince),
        olderThan(byAge, table, needed));
  }

  private static Map<String, Long> olderThan(long millis, Table table, NeededSnapshots needed) {
    Map<String, Long> older = new TreeMap<>();
    needed
        .back()
        .forEach(
            (reason, snapshot) -> {
              if (snapshot.timestampMillis() < millis) {
                older.put(reason, snapshot.snapshotId());
              }
            });
    needed
        .single()
        .forEach(
            (id, reason) -> {
              if (table.snapshot(id) != null && table.snapshot(id).timestampMillis() < millis) {
                older.put(reason, id);
              }
            });
    return older;
  }

  private static void tagTraining(Table table, Set<Long> snapshots) {
    ManageSnapshots changes = table.manageSnapshots();
    boolean any = false;
    for (long id : snapshots) {
      if (!table.refs().containsKey(TRAINING_TAG + id)) {
        changes.createTag(TRAINING_TAG + id, id);
        any = true;
      }
    }
    for (String tag : table.refs().keySet()) {
      if (tag.startsWith(TRAINING_TAG) && !snapshots.contains(table.refs().get(tag).snapshotId())) {
        changes.removeTag(tag);
        any = true;
      }
    }
    if (any) {
      changes.commit();
    }
  }

  /** A table of another maker may keep every metadata file for ever. */
  private static void limitMetadataFiles(Table table) {
    if (!PropertyUtil.propertyAsBoolean(
        table.properties(),
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT)) {
      table
          .updateProperties()
          .set(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true")
          .commit();
    }
  }

  private static void delete(Table table, List<String> files) {
    if (table.io() instanceof SupportsBulkOperations bulk) {
      try {
        bulk.deleteFiles(files);
      } catch (BulkDeletionFailureException e) {
        throw new IllegalStateException(
            "%d files that no snapshot of %s refers to any more could not be deleted. 'lakeloop orphans' finds them"
                .formatted(e.numberFailedObjects(), table.name()),
            e);
      }
    } else {
      files.forEach(table.io()::deleteFile);
    }
  }
}
