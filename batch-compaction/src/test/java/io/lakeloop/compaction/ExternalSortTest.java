package io.lakeloop.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalSortTest {
  private static final RowType TYPE =
      RowType.of(new BigIntType(), new VarCharType(VarCharType.MAX_LENGTH));
  private static final RowOrder BY_NUMBER =
      new RowOrder(
          row -> new byte[0], (a, b) -> Long.compare(a.row().getLong(0), b.row().getLong(0)), null);

  @TempDir private Path directory;

  @Test
  void sortsWhatDoesNotFitIntoMemoryAndLeavesNoFile() throws IOException {
    Random random = new Random(7);
    List<Long> expected = new ArrayList<>();
    List<Long> sorted = new ArrayList<>();
    try (ExternalSort sort = new ExternalSort(TYPE, BY_NUMBER, 20_000, directory)) {
      for (int i = 0; i < 5_000; i++) {
        long number = random.nextInt(1_000);
        expected.add(number);
        sort.add(GenericRowData.of(number, StringData.fromString("row " + number)));
      }
      assertThat(sort.spilled()).isGreaterThan(10);
      try (CloseableIterable<RowOrder.KeyedRow> rows = sort.rows()) {
        for (RowOrder.KeyedRow row : rows) {
          sorted.add(row.row().getLong(0));
          assertThat(row.row().getString(1)).hasToString("row " + row.row().getLong(0));
        }
      }
    }

    expected.sort(Long::compare);
    assertThat(sorted).isEqualTo(expected);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void sortsNothing() throws IOException {
    try (ExternalSort sort = new ExternalSort(TYPE, BY_NUMBER, 1_000, directory);
        CloseableIterable<RowOrder.KeyedRow> rows = sort.rows()) {
      assertThat(rows).isEmpty();
    }
  }
}
