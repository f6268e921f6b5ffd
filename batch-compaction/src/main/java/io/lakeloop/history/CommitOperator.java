package io.lakeloop.history;

import io.lakeloop.adapter.iceberg.HistoryProgress;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.InstantiationUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;

/**
 * Puts what was written in the place of the days that were computed: one commit for each table,
 * with the progress in it. Runs once, when everything has been written. Done again after a failure,
 * it leaves alone the tables that it has committed to.
 *
 * <p>A commit fails when another run has written to the table since the plan was made. Compaction
 * in between does no harm.
 */
final class CommitOperator extends AbstractStreamOperator<String>
    implements OneInputStreamOperator<WrittenFile, String>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final LakeSettings lake;
  private final DayRanges days;
  private final boolean full;
  private final HashMap<String, String> summary;
  private final HashMap<String, Long> bases;
  private final String runId;

  private transient Map<Grouping, List<DataFile>> files = Map.of();

  /** Commits what a plan made. */
  CommitOperator(LakeSettings lake, HistoryPlan plan) {
    this.lake = lake;
    this.days = plan.days();
    this.full = plan.full();
    this.summary = new HashMap<>(plan.progress().summary());
    this.bases = new HashMap<>(plan.bases());
    this.runId = plan.runId();
  }

  @Override
  public void open() throws Exception {
    super.open();
    files = new EnumMap<>(Grouping.class);
  }

  @Override
  public void processElement(StreamRecord<WrittenFile> element)
      throws IOException, ClassNotFoundException {
    WrittenFile written = element.getValue();
    files
        .computeIfAbsent(written.grouping(), grouping -> new ArrayList<>())
        .add(
            InstantiationUtil.deserializeObject(
                written.file(), getRuntimeContext().getUserCodeClassLoader()));
  }

  @Override
  public void endInput() throws IOException {
    try (RESTCatalog catalog = new LakeCatalogLoader(lake).loadCatalog()) {
      for (Grouping grouping : Grouping.values()) {
        Long base = bases.get(grouping.table().name());
        if (base != null) {
          Table table = catalog.loadTable(grouping.table().identifier());
          commit(table, base, files.getOrDefault(grouping, List.of()));
          output.collect(new StreamRecord<>(grouping.table().name()));
        }
      }
    }
  }

  private void commit(Table table, long base, List<DataFile> files) {
    if (HistoryProgress.of(table).filter(p -> p.runId().equals(runId)).isPresent()) {
      return;
    }
    Types.NestedField period = table.schema().columns().get(0);
    Expression replaced = full ? Expressions.alwaysTrue() : DayFilters.rowsOf(days, period);
    OverwriteFiles overwrite =
        table
            .newOverwrite()
            .overwriteByRowFilter(replaced)
            .validateFromSnapshot(base)
            .conflictDetectionFilter(Expressions.alwaysTrue())
            .validateNoConflictingData();
    files.forEach(overwrite::addFile);
    summary.forEach(overwrite::set);
    overwrite.commit();
  }
}
