package io.lakeloop.compaction.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnReader;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.iceberg.shaded.org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.iceberg.shaded.org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveComparator;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** What a merged file must satisfy beside holding the right rows. */
final class MergeChecks {
  private final MergeFixture fixture;
  private final DataFile file;
  private final List<Record> rows;
  private final SourceFile source;

  MergeChecks(MergeFixture fixture, DataFile file, List<Record> rows) {
    this.fixture = fixture;
    this.file = file;
    this.rows = rows;
    try {
      MergeSettings settings = MergeSettings.of(fixture.table());
      this.source =
          SourceFile.open(
              fixture.table().io().newInputFile(file),
              file.fileSizeInBytes(),
              SourceFile.options(settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Equal counts, and bounds as tight or tighter. */
  void metricsAreThoseOf(DataFile other) {
    assertThat(file.recordCount()).isEqualTo(other.recordCount());
    assertThat(file.fileSizeInBytes())
        .isEqualTo(fixture.table().io().newInputFile(file.location()).getLength());
    countsAre(file.valueCounts(), other.valueCounts());
    countsAre(file.nullValueCounts(), other.nullValueCounts());
    assertThat(file.nanValueCounts()).isEqualTo(other.nanValueCounts());
    assertThat(file.columnSizes().keySet()).isEqualTo(other.columnSizes().keySet());
    assertThat(file.lowerBounds().keySet()).containsAll(other.lowerBounds().keySet());
    assertThat(file.upperBounds().keySet()).containsAll(other.upperBounds().keySet());
    other
        .lowerBounds()
        .forEach(
            (id, bound) ->
                assertThat(compare(id, file.lowerBounds().get(id), bound))
                    .isGreaterThanOrEqualTo(0));
    other
        .upperBounds()
        .forEach(
            (id, bound) ->
                assertThat(compare(id, file.upperBounds().get(id), bound)).isLessThanOrEqualTo(0));
  }

  private void countsAre(Map<Integer, Long> counts, Map<Integer, Long> others) {
    assertThat(counts.keySet()).isEqualTo(others.keySet());
    counts.forEach(
        (id, count) -> {
          Type.TypeID type = fixture.schema().findField(id).type().typeId();
          boolean nested = fixture.schema().findColumnName(id).contains(".");
          if (nested && (type == Type.TypeID.FLOAT || type == Type.TypeID.DOUBLE)) {
            // Iceberg's row writer leaves out values whose struct is null, of these types alone.
            assertThat(count).isGreaterThanOrEqualTo(others.get(id));
          } else {
            assertThat(count).isEqualTo(others.get(id));
          }
        });
  }

  private int compare(int id, ByteBuffer bound, ByteBuffer other) {
    Type.PrimitiveType type = fixture.schema().findField(id).type().asPrimitiveType();
    Comparator<Object> comparator = Comparators.forType(type);
    return comparator.compare(
        Conversions.fromByteBuffer(type, bound), Conversions.fromByteBuffer(type, other));
  }

  void footerIsSound(FastMerge.Path path, Map<String, String> properties) {
    ParquetMetadata footer = source.footer();
    assertThat(footer.getFileMetaData().getSchema())
        .isEqualTo(MergeSettings.of(fixture.table()).parquetSchema());
    assertThat(footer.getFileMetaData().getKeyValueMetaData()).containsKey("iceberg.schema");
    assertThat(file.splitOffsets())
        .isEqualTo(footer.getBlocks().stream().map(BlockMetaData::getStartingPos).toList());
    long total = 0;
    for (BlockMetaData rowGroup : footer.getBlocks()) {
      total += rowGroup.getRowCount();
      for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
        if (path == FastMerge.Path.MERGE_COLUMNS) {
          assertThat(chunk.getCodec().name())
              .isEqualToIgnoringCase(properties.get("write.parquet.compression-codec"));
        }
        try (ParquetFileReader reader =
            source.reader(SourceFile.options(MergeSettings.of(fixture.table())))) {
          pagesAreWithinTheirIndexes(rowGroup, chunk, reader);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    assertThat(total).isEqualTo(rows.size());
  }

  /** Every value lies within its chunk's statistics and its page's entry in the column index. */
  private void pagesAreWithinTheirIndexes(
      BlockMetaData rowGroup, ColumnChunkMetaData chunk, ParquetFileReader reader)
      throws IOException {
    ColumnDescriptor column =
        source
            .footer()
            .getFileMetaData()
            .getSchema()
            .getColumnDescription(chunk.getPath().toArray());
    ColumnIndex columnIndex = reader.readColumnIndex(chunk);
    OffsetIndex offsets = reader.readOffsetIndex(chunk);
    assertThat(offsets).isNotNull();
    ColumnSchema schema =
        ColumnSchema.of(source.footer().getFileMetaData().getSchema()).stream()
            .filter(each -> each.descriptor().equals(column))
            .findFirst()
            .orElseThrow();
    PrimitiveComparator<Object> comparator = column.getPrimitiveType().comparator();
    Statistics<?> statistics = chunk.getStatistics();
    new RowGroup(source, source.footer().getBlocks().indexOf(rowGroup))
        .read(
            column,
            schema.schema(),
            SourceFile.options(MergeSettings.of(fixture.table())),
            (values, count) -> {
              List<Long> nulls = new ArrayList<>();
              long row = -1;
              int page = -1;
              for (long i = 0; i < count; i++) {
                if (values.getCurrentRepetitionLevel() == 0) {
                  row++;
                  if (page + 1 < offsets.getPageCount()
                      && row == offsets.getFirstRowIndex(page + 1)) {
                    page++;
                    nulls.add(0L);
                  }
                }
                if (values.getCurrentDefinitionLevel() < column.getMaxDefinitionLevel()) {
                  nulls.set(page, nulls.get(page) + 1);
                } else {
                  Object value = value(values, column);
                  if (statistics.hasNonNullValue() && !isNan(value)) {
                    assertThat(comparator.compare(value, statistics.genericGetMin()))
                        .isGreaterThanOrEqualTo(0);
                    assertThat(comparator.compare(value, statistics.genericGetMax()))
                        .isLessThanOrEqualTo(0);
                  }
                  if (columnIndex != null && !isNan(value)) {
                    assertThat(columnIndex.getNullPages().get(page)).isFalse();
                    assertThat(
                            comparator.compare(
                                value, bound(columnIndex.getMinValues().get(page), column)))
                        .isGreaterThanOrEqualTo(0);
                    assertThat(
                            comparator.compare(
                                value, bound(columnIndex.getMaxValues().get(page), column)))
                        .isLessThanOrEqualTo(0);
                  }
                }
                values.consume();
              }
              assertThat(page).isEqualTo(offsets.getPageCount() - 1);
              assertThat(row).isEqualTo(rowGroup.getRowCount() - 1);
              assertThat(statistics.getNumNulls())
                  .isEqualTo(nulls.stream().mapToLong(each -> each).sum());
              if (columnIndex != null) {
                assertThat(columnIndex.getNullCounts()).isEqualTo(nulls);
              }
            });
  }

  private static boolean isNan(Object value) {
    return value.equals(Float.NaN) || value.equals(Double.NaN);
  }

  private static Object value(ColumnReader values, ColumnDescriptor column) {
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> values.getInteger();
      case INT64 -> values.getLong();
      case BOOLEAN -> values.getBoolean();
      case FLOAT -> values.getFloat();
      case DOUBLE -> values.getDouble();
      default -> values.getBinary();
    };
  }

  private static Object bound(ByteBuffer bytes, ColumnDescriptor column) {
    ByteBuffer little = bytes.duplicate().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> little.getInt(0);
      case INT64 -> little.getLong(0);
      case BOOLEAN -> little.get(0) != 0;
      case FLOAT -> little.getFloat(0);
      case DOUBLE -> little.getDouble(0);
      default -> Binary.fromConstantByteBuffer(bytes);
    };
  }

  /** A filter pushed down to row groups, dictionaries and bloom filters keeps every match. */
  void filtersFindTheirRows(DataFile byRows, Random random) {
    for (NestedField field : fixture.schema().columns()) {
      if (!field.type().isPrimitiveType()) {
        continue;
      }
      Record row = rows.get(random.nextInt(rows.size()));
      Object value = row.getField(field.name());
      Expression filter;
      if (value == null) {
        filter = Expressions.isNull(field.name());
      } else if (isNan(value)) {
        filter = Expressions.isNaN(field.name());
      } else {
        filter = Expressions.equal(field.name(), literal(value));
      }
      String wanted = PlainText.of(value);
      long matches = matches(rows, field.name(), wanted);
      // Iceberg's filter misses some UUIDs in its own writer's file too; ours may miss no others.
      long foundOtherwise = matches(fixture.read(byRows, filter), field.name(), wanted);
      long found = matches(fixture.read(file, filter), field.name(), wanted);
      assertThat(found).as("%s", filter).isGreaterThanOrEqualTo(Math.min(matches, foundOtherwise));
    }
  }

  private static long matches(List<Record> rows, String field, String wanted) {
    return rows.stream().filter(row -> PlainText.of(row.getField(field)).equals(wanted)).count();
  }

  private static Object literal(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (value instanceof java.time.temporal.Temporal) {
      return value.toString();
    }
    return value;
  }
}
