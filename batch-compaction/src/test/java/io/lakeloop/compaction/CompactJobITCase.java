package io.lakeloop.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.MaintenanceRun;
import io.lakeloop.adapter.iceberg.MaintenanceRun.Outcome;
import io.lakeloop.adapter.iceberg.MaintenanceRunLog;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.testing.EmbeddedLake;
import io.lakeloop.testing.LakeRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ReplacePartitions;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three days of transactions, the last of them open, in small files. */
@Timeout(240)
class CompactJobITCase {
  private static final OffsetDateTime START =
      OffsetDateTime.of(2026, 3, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final int FILES_A_DAY = 6;
  private static final int ROWS_A_FILE = 20;

  /** What a listener does, which the job serializes; both run in this process. */
  private static final AtomicReference<ThrowingRunnable> BEFORE_COMMIT = new AtomicReference<>();

  private static final AtomicBoolean TASK_DIES = new AtomicBoolean();

  private final EmbeddedLake lake = EmbeddedLake.get();
  private RESTCatalog catalog;
  private Table table;
  private int offset;

  @FunctionalInterface
  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  /** Runs what the test wants between rewrite and commit. */
  private static final class TestListener implements StageListener {
    private static final long serialVersionUID = 1L;

    @Override
    public void rewriting(int group) {
      if (group == 1 && TASK_DIES.compareAndSet(true, false)) {
        throw new AssertionError("the task dies");
      }
    }

    @Override
    public void committing(List<Integer> groups) throws Exception {
      ThrowingRunnable action = BEFORE_COMMIT.getAndSet(null);
      if (action != null) {
        action.run();
      }
    }
  }

  @BeforeEach
  void fillTheTable() throws IOException {
    lake.dropTables();
    BEFORE_COMMIT.set(null);
    TASK_DIES.set(false);
    catalog = lake.openCatalog();
    LakeTables.createMissing(catalog, lake.lakeSettings(), PaymentTables.INGESTED);
    table = catalog.loadTable(PaymentTables.TRANSACTIONS.identifier());
    for (int day = 0; day < 3; day++) {
      for (int file = 0; file < FILES_A_DAY; file++) {
        LakeRows.append(table, rows(day));
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    catalog.close();
  }

  private List<Record> rows(int day) {
    List<Record> rows = new ArrayList<>();
    for (int i = 0; i < ROWS_A_FILE; i++) {
      int number = offset++;
      Map<String, Object> row = new HashMap<>();
      row.put("transaction_id", "t" + number);
      row.put("event_time", START.plusDays(day).plusSeconds(number));
      row.put("customer_id", "C" + (number * 7919) % 100);
      row.put("terminal_id", "T" + (number * 31) % 50);
      row.put("amount", BigDecimal.valueOf(number, 2));
      row.put("kafka_partition", 0);
      row.put("kafka_offset", (long) number);
      row.put("ingested_at", START.plusDays(9));
      row.put("schema_id", 1L);
      rows.add(GenericRecord.create(table.schema()).copy(row));
    }
    return rows;
  }

  private CompactReport compact(String... more) throws Exception {
    Map<String, String> values = new TreeMap<>(lake.lakeOptions());
    values.put("compact.tables", PaymentTables.TRANSACTIONS.name());
    values.put("compact.max-lateness", "1 min");
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return CompactJob.run(
        CompactSettings.of(values), CompactJobITCase::environment, line -> {}, new TestListener());
  }

  private static StreamExecutionEnvironment environment() {
    Configuration flink = new Configuration();
    flink.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
    return StreamExecutionEnvironment.createLocalEnvironment(2, flink);
  }

  private Map<String, Integer> ids() throws IOException {
    Map<String, Integer> ids = new TreeMap<>();
    table.refresh();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      rows.forEach(row -> ids.merge((String) row.getField("transaction_id"), 1, Integer::sum));
    }
    return ids;
  }

  private Map<Integer, Integer> filesByDay() throws IOException {
    Map<Integer, Integer> files = new TreeMap<>();
    table.refresh();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        int day = task.partition().get(0, Integer.class) - (int) START.toLocalDate().toEpochDay();
        files.merge(day, 1, Integer::sum);
      }
    }
    return files;
  }

  private MaintenanceRun logged() throws IOException {
    List<MaintenanceRun> runs =
        MaintenanceRunLog.find(catalog).orElseThrow().of(PaymentTables.TRANSACTIONS.name());
    return runs.get(runs.size() - 1);
  }

  @Test
  void compactsClosedDaysOnlyAndFindsNothingToDoAfterwards() throws Exception {
    Map<String, Integer> before = ids();

    CompactReport report = compact();

    assertThat(report.runs()).hasSize(1);
    assertThat(filesByDay()).isEqualTo(Map.of(0, 1, 1, 1, 2, FILES_A_DAY));
    assertThat(ids()).isEqualTo(before);
    MaintenanceRun run = logged();
    assertThat(run.outcome()).isEqualTo(Outcome.DONE);
    assertThat(run.before().count()).isEqualTo(2L * FILES_A_DAY);
    assertThat(run.after().count()).isEqualTo(2);
    assertThat(run.groups()).isEqualTo(new MaintenanceRun.Groups(2, 0, 0, 0));
    assertThat(run.path()).isEqualTo("merge-columns 2");

    compact();

    assertThat(logged().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
  }

  @Test
  void includesOpenDaysWhenAsked() throws Exception {
    compact("compact.include-open", "true");

    assertThat(filesByDay()).isEqualTo(Map.of(0, 1, 1, 1, 2, 1));
  }

  @Test
  void changesNothingInADryRun() throws Exception {
    CompactReport report = compact("compact.dry-run", "true");

    assertThat(filesByDay().get(0)).isEqualTo(FILES_A_DAY);
    assertThat(report.plans().get(0).toText())
        .contains("2 file groups in 2 partitions", "event_time_day=2026-03-01", "6 ->      1");
    assertThat(MaintenanceRunLog.find(catalog)).isEmpty();
  }

  @Test
  void sortsAndCurvesRows() throws Exception {
    Map<String, Integer> before = ids();

    compact("compact.strategy", "sort", "compact.columns", "customer_id");

    table.refresh();
    List<String> customers = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .where(
                org.apache.iceberg.expressions.Expressions.lessThan(
                    "event_time", START.plusDays(1).toString()))
            .build()) {
      rows.forEach(row -> customers.add((String) row.getField("customer_id")));
    }
    assertThat(customers).hasSize(FILES_A_DAY * ROWS_A_FILE).isSorted();

    compact(
        "compact.strategy", "z-order",
        "compact.columns", "customer_id;terminal_id",
        "compact.rewrite-all", "true");

    assertThat(logged().path()).isEqualTo("rows 2");
    assertThat(ids()).isEqualTo(before);
  }

  @Test
  void refusesUnknownTablesAndColumns() {
    assertThatThrownBy(() -> compact("compact.tables", "payments.nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("There is no table 'payments.nothing'; there are [");
    assertThatThrownBy(() -> compact("compact.strategy", "sort", "compact.columns", "colour"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no column 'colour'");
    assertThatThrownBy(() -> compact("compact.strategy", "sort"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no sort order of its own");
  }

  @Test
  void givesUpADayThatIsOverwrittenMeanwhileAndCompactsTheOther() throws Exception {
    Table writer = catalog.loadTable(PaymentTables.TRANSACTIONS.identifier());
    List<Record> replacement = rows(0);
    BEFORE_COMMIT.set(
        () -> {
          ReplacePartitions replace = writer.newReplacePartitions();
          for (DataFile file : LakeRows.write(writer, replacement)) {
            replace.addFile(file);
          }
          replace.commit();
        });

    compact();

    assertThat(filesByDay()).isEqualTo(Map.of(0, 1, 1, 1, 2, FILES_A_DAY));
    assertThat(ids()).hasSize(ROWS_A_FILE + 2 * FILES_A_DAY * ROWS_A_FILE);
    MaintenanceRun run = logged();
    assertThat(run.outcome()).isEqualTo(Outcome.PARTIAL);
    assertThat(run.groups().abandoned()).isEqualTo(1);
    assertThat(run.groups().conflicts()).isPositive();
    assertThat(run.message())
        .contains("1 of 2 file groups rewritten", "the table changed under it");
  }

  @Test
  void doesNotReviveWhatIsDeletedMeanwhile() throws Exception {
    Table writer = catalog.loadTable(PaymentTables.TRANSACTIONS.identifier());
    BEFORE_COMMIT.set(() -> PositionDeletes.deleteFirstRowOfFirstFile(writer));

    compact();

    assertThat(ids()).hasSize(3 * FILES_A_DAY * ROWS_A_FILE - 1);
    assertThat(logged().groups().abandoned()).isEqualTo(1);

    compact();

    assertThat(ids()).hasSize(3 * FILES_A_DAY * ROWS_A_FILE - 1);
    assertThat(filesByDay()).isEqualTo(Map.of(0, 1, 1, 1, 2, FILES_A_DAY));
    assertThat(TableHealth.of(table).total().deleteFiles()).isZero();
    assertThat(logged().path()).isEqualTo("rows 1");
  }

  @Test
  void keepsAColumnThatIsAddedMeanwhileAndLetsAppendsThrough() throws Exception {
    Map<String, Integer> before = ids();
    Table writer = catalog.loadTable(PaymentTables.TRANSACTIONS.identifier());
    List<Record> more = rows(1);
    BEFORE_COMMIT.set(
        () -> {
          LakeRows.append(writer, more);
          writer.updateSchema().addColumn("note", Types.StringType.get()).commit();
        });

    compact();

    assertThat(logged().outcome()).isEqualTo(Outcome.DONE);
    assertThat(ids()).containsAllEntriesOf(before).hasSize(before.size() + ROWS_A_FILE);
    assertThat(table.schema().findField("note")).isNotNull();
    assertThat(filesByDay()).isEqualTo(Map.of(0, 1, 1, 2, 2, FILES_A_DAY));
  }

  @Test
  void endsInOrderWhenTheTableIsDroppedMeanwhile() throws Exception {
    BEFORE_COMMIT.set(() -> catalog.dropTable(PaymentTables.TRANSACTIONS.identifier(), true));

    compact();

    assertThat(logged().outcome()).isEqualTo(Outcome.ABANDONED);
    assertThat(logged().message()).contains("the table was dropped");
    assertThat(catalog.tableExists(PaymentTables.TRANSACTIONS.identifier())).isFalse();
  }

  @Test
  void goesOnWhereItWasWhenATaskDies() throws Exception {
    Map<String, Integer> before = ids();
    TASK_DIES.set(true);

    compact("compact.groups-per-commit", "1");

    assertThat(logged().outcome()).isEqualTo(Outcome.DONE);
    assertThat(filesByDay()).isEqualTo(Map.of(0, 1, 1, 1, 2, FILES_A_DAY));
    assertThat(ids()).isEqualTo(before);
    assertThat(Instant.now()).isAfter(logged().startedAt());
  }
}
