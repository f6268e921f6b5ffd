package io.lakeloop.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On Iceberg's catalog in memory. */
@Timeout(30)
class LakeCatchUpTest {
  private final InMemoryCatalog catalog = new InMemoryCatalog();

  @BeforeEach
  void openCatalog() {
    catalog.initialize("lake", Map.of());
  }

  @AfterEach
  void closeCatalog() throws IOException {
    catalog.close();
  }

  private LakeCatchUp catchUp(Duration wait) {
    return new LakeCatchUp(
        catalog,
        PaymentTables.INGESTED,
        Map.of("transactions", StreamDefinition.TRANSACTIONS),
        wait);
  }

  private void createTables() {
    catalog.createNamespace(Namespace.of("payments"));
    for (LakeTable table : PaymentTables.INGESTED) {
      catalog.createTable(table.identifier(), table.schema(), table.spec());
    }
  }

  @Test
  void waitsForTablesThatDoNotExistYet() throws Exception {
    var thread = Executors.newSingleThreadExecutor();
    try {
      Future<PinnedTables> awaited =
          thread.submit(() -> catchUp(Duration.ofSeconds(20)).awaitRecords(Map.of()));
      assertThat(awaited.isDone()).isFalse();

      createTables();

      PinnedTables tables = awaited.get(20, TimeUnit.SECONDS);
      assertThat(tables.table(PaymentTables.DEAD_LETTERS).name()).endsWith("dead_letters");
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void tellsAtTheDeadlineToStartTheIngestJob() {
    long start = System.nanoTime();
    Duration wait = Duration.ofMillis(700);

    assertThatThrownBy(() -> catchUp(wait).awaitRecords(Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("The table payments.transactions does not exist.")
        .hasMessageContaining("Start it with 'lakeloop ingest'");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(wait);
  }
}
