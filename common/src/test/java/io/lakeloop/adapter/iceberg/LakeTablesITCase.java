package io.lakeloop.adapter.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.testing.EmbeddedLake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables on a real catalog. */
class LakeTablesITCase {
  private final EmbeddedLake lake = EmbeddedLake.get();
  private RESTCatalog catalog;

  @BeforeEach
  void openCatalog() throws Exception {
    lake.dropTables();
    catalog = lake.openCatalog();
  }

  @AfterEach
  void closeCatalog() throws Exception {
    catalog.close();
  }

  @Test
  void createsTablesAsDefined() {
    LakeTables.createMissing(catalog, lake.lakeSettings(), PaymentTables.INGESTED);

    for (LakeTable definition : PaymentTables.INGESTED) {
      Table table = catalog.loadTable(definition.identifier());
      assertThat(columns(table.schema())).isEqualTo(columns(definition.schema()));
      assertThat(partitions(table.spec())).isEqualTo(partitions(definition.spec()));
      assertThat(table.properties())
          .containsEntry("write.parquet.compression-codec", "zstd")
          .containsEntry("commit.retry.num-retries", "10");
    }
  }

  /** Columns without their ids: the catalog gives nested fields ids of its own. */
  private static String columns(Schema schema) {
    return schema.asStruct().toString().replaceAll("\\d+: ", "");
  }

  private static List<String> partitions(PartitionSpec spec) {
    return spec.fields().stream().map(field -> field.name() + " by " + field.transform()).toList();
  }

  @Test
  void givesANewTableOneEmptySnapshot() throws Exception {
    Table table =
        LakeTables.createIfMissing(catalog, lake.lakeSettings(), PaymentTables.TRANSACTIONS);

    assertThat(table.history()).hasSize(1);
    assertThat(
            SnapshotCoverage.of(table, table.currentSnapshot().snapshotId(), "transactions")
                .partitions())
        .isEmpty();
  }

  @Test
  void leavesAnExistingTableAsItIs() {
    LakeTables.createIfMissing(catalog, lake.lakeSettings(), PaymentTables.TRANSACTIONS)
        .updateProperties()
        .set("owner", "somebody")
        .commit();

    Table again =
        LakeTables.createIfMissing(catalog, lake.lakeSettings(), PaymentTables.TRANSACTIONS);

    assertThat(again.properties()).containsEntry("owner", "somebody");
    assertThat(again.history()).hasSize(1);
  }

  @Test
  void severalProcessesMayCreateTheSameTables() throws Exception {
    int processes = 4;
    ExecutorService threads = Executors.newFixedThreadPool(processes);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      Callable<Boolean> create =
          () -> {
            try (RESTCatalog own = lake.openCatalog()) {
              LakeTables.createMissing(own, lake.lakeSettings(), PaymentTables.INGESTED);
              return true;
            }
          };
      for (int i = 0; i < processes; i++) {
        results.add(threads.submit(create));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }

    for (LakeTable definition : PaymentTables.INGESTED) {
      assertThat(catalog.loadTable(definition.identifier()).currentSnapshot()).isNotNull();
    }
  }
}
