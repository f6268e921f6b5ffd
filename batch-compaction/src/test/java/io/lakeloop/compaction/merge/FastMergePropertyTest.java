package io.lakeloop.compaction.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.compaction.merge.FastMerge.Choice;
import io.lakeloop.compaction.merge.FastMerge.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What either way of merging writes is, for a reader, what Iceberg's row writer writes of the same
 * rows: random schemas, rows and table properties.
 */
class FastMergePropertyTest {
  private static final int ROUNDS = Integer.getInteger("lakeloop.merge.rounds", 150);

  static Stream<Long> seeds() {
    long first = Long.getLong("lakeloop.merge.seed", 1);
    return Stream.iterate(first, seed -> seed + 1).limit(ROUNDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void mergedFilesReadAsThoseOfTheRowWriter(long seed) {
    Random random = new Random(seed);
    RandomData data = new RandomData(random);
    Schema schema = data.schema();
    Map<String, String> properties = MergeFixture.randomProperties(random, schema);
    MergeFixture fixture = new MergeFixture(schema, PartitionSpec.unpartitioned(), properties);
    Supplier<Record> rows = data.rows(fixture.schema());
    List<Record> written = new ArrayList<>();
    List<DataFile> inputs = new ArrayList<>();
    int files = 1 + random.nextInt(6);
    for (int i = 0; i < files; i++) {
      List<Record> ofFile =
          Stream.generate(rows)
              .limit(1 + random.nextInt(random.nextInt(4) == 0 ? 3000 : 200))
              .toList();
      written.addAll(ofFile);
      inputs.add(fixture.write(ofFile, MergeFixture.randomWriterProperties(random, properties)));
    }
    DataFile byRows = fixture.write(written, Map.of());
    List<FileScanTask> tasks = fixture.tasks(inputs);

    Choice choice = FastMerge.choose(fixture.table(), tasks);

    for (Path path : List.of(Path.COPY_ROW_GROUPS, Path.MERGE_COLUMNS)) {
      List<DataFile> merged =
          FastMerge.merge(
              fixture.table(),
              tasks,
              new Choice(path, "tried"),
              fixture.outputs(),
              new FastMerge.Limits(Long.MAX_VALUE, 1 + random.nextInt(2)));
      assertThat(merged).as("%s of %s", path, fixture.schema()).hasSize(1);
      DataFile file = merged.get(0);
      assertThat(texts(fixture.read(file, Expressions.alwaysTrue()))).isEqualTo(texts(written));
      assertThat(fixture.readAsFlink(file)).isEqualTo(fixture.readAsFlink(byRows));
      MergeChecks checks = new MergeChecks(fixture, file, written);
      checks.metricsAreThoseOf(byRows);
      checks.footerIsSound(path, properties);
      checks.filtersFindTheirRows(byRows, random);
    }
    assertThat(choice.reason()).isNotBlank();
  }

  private static List<String> texts(List<Record> rows) {
    return rows.stream().map(PlainText::of).toList();
  }
}
