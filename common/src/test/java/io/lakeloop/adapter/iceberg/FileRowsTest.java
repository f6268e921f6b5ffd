package io.lakeloop.adapter.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On Iceberg's catalog in memory. */
class FileRowsTest {
  private static final Schema COLUMNS =
      new Schema(Types.NestedField.required(1, "name", Types.StringType.get()));
  private static final TableIdentifier NAME = TableIdentifier.parse("a.b");

  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void openCatalog() {
    catalog.initialize("lake", Map.of());
    catalog.createNamespace(Namespace.of("a"));
  }

  @AfterEach
  void closeCatalog() throws IOException {
    catalog.close();
  }

  private static Record row(String name) {
    Record row = GenericRecord.create(COLUMNS);
    row.setField("name", name);
    return row;
  }

  @Test
  void readsWhatItWroteOnceThatIsCommitted() throws IOException {
    Table table = catalog.createTable(NAME, COLUMNS);

    DataFile file = FileRows.write(table, "file.parquet", List.of(row("x"), row("y")));
    assertThat(table.currentSnapshot()).isNull();
    table.newAppend().appendFile(file).commit();

    assertThat(file.recordCount()).isEqualTo(2);
    assertThat(file.location()).endsWith("/file.parquet");
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<Record> read = FileRows.open(table, task, COLUMNS)) {
          read.forEach(rows::add);
        }
      }
    }
    assertThat(rows).containsExactly(row("x"), row("y"));
  }

  @Test
  void refusesToWriteATableWithPartitionsAsOneFile() {
    Table table =
        catalog.createTable(
            NAME, COLUMNS, PartitionSpec.builderFor(COLUMNS).identity("name").build());

    assertThatThrownBy(() -> FileRows.write(table, "file.parquet", List.of(row("x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("a.b has partitions; its rows cannot all stand in one file");
  }
}
