package io.lakeloop.compaction.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.data.FlinkParquetReaders;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/** A table in memory, its files written by Iceberg's row writer and read by its row readers. */
final class MergeFixture {
  private final Table table;
  private final OutputFileFactory outputs;

  MergeFixture(Schema schema, PartitionSpec spec, Map<String, String> properties) {
    InMemoryCatalog catalog = new InMemoryCatalog();
    catalog.initialize("memory", Map.of());
    catalog.createNamespace(Namespace.of("n"));
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.putIfAbsent("format-version", "2");
    this.table =
        catalog
            .buildTable(TableIdentifier.of("n", "t"), schema)
            .withPartitionSpec(spec)
            .withProperties(all)
            .create();
    this.outputs = OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PARQUET).build();
  }

  Table table() {
    return table;
  }

  OutputFileFactory outputs() {
    return outputs;
  }

  /** The schema with the ids that the table gave. */
  Schema schema() {
    return table.schema();
  }

  DataFile write(List<Record> rows, Map<String, String> properties) {
    try {
      DataWriter<Record> writer =
          Parquet.writeData(outputs.newOutputFile().encryptingOutputFile())
              .forTable(table)
              .setAll(properties)
              .withSpec(PartitionSpec.unpartitioned())
              .createWriterFunc(GenericParquetWriter::create)
              .build();
      try (writer) {
        rows.forEach(writer::write);
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<FileScanTask> tasks(List<DataFile> files) {
    List<FileScanTask> tasks = new ArrayList<>();
    for (DataFile file : files) {
      tasks.add(task(file));
    }
    return tasks;
  }

  FileScanTask task(DataFile file, DeleteFile... deletes) {
    return new BaseFileScanTask(
        // As Iceberg's planners give it: without metrics.
        file.copyWithoutStats(),
        deletes,
        SchemaParser.toJson(table.schema()),
        PartitionSpecParser.toJson(table.spec()),
        ResidualEvaluator.of(table.spec(), Expressions.alwaysTrue(), true));
  }

  List<Record> read(DataFile file, Expression filter) {
    return all(
        Parquet.read(table.io().newInputFile(file))
            .project(schema())
            .filter(filter)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(schema(), type))
            .build());
  }

  List<String> readAsFlink(DataFile file) {
    RowType type = FlinkSchemaUtil.convert(schema());
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<RowData> read =
        Parquet.read(table.io().newInputFile(file))
            .project(schema())
            .createReaderFunc(found -> FlinkParquetReaders.buildReader(schema(), found))
            .build()) {
      read.forEach(row -> rows.add(PlainText.of(row, type)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static <T> List<T> all(CloseableIterable<T> rows) {
    try (rows) {
      List<T> all = new ArrayList<>();
      rows.forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a table may want its files, small enough that a few hundred rows fill pages. */
  static Map<String, String> randomProperties(Random random, Schema schema) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("write.parquet.compression-codec", randomCodec(random));
    properties.put(
        "write.parquet.row-group-size-bytes", random.nextBoolean() ? "134217728" : "60000");
    properties.put("write.parquet.page-size-bytes", pick(random, "1048576", "4000"));
    properties.put("write.parquet.page-row-limit", pick(random, "20000", "70"));
    properties.put("write.parquet.dict-size-bytes", pick(random, "2097152", "300"));
    properties.put("write.parquet.page-version", pick(random, "v1", "v1", "v1", "v2"));
    properties.put("parquet.enable.dictionary", pick(random, "true", "true", "true", "false"));
    properties.put(
        "write.metadata.metrics.default", pick(random, "truncate(16)", "full", "counts", "none"));
    if (random.nextInt(3) == 0) {
      schema
          .columns()
          .forEach(
              column ->
                  properties.put(
                      "write.parquet.bloom-filter-enabled.column." + column.name(),
                      column.type().isPrimitiveType()
                              && column.type().typeId()
                                  != org.apache.iceberg.types.Type.TypeID.BOOLEAN
                          ? "true"
                          : "false"));
      properties.put("write.parquet.bloom-filter-max-bytes", "4096");
    }
    return properties;
  }

  /** How a file of that table may have been written, other than the table now wants it. */
  static Map<String, String> randomWriterProperties(Random random, Map<String, String> table) {
    Map<String, String> properties = new LinkedHashMap<>(table);
    properties.put(
        "write.parquet.row-group-size-bytes", pick(random, "134217728", "2000", "20000"));
    properties.put("write.parquet.row-group-check-min-record-count", "10");
    properties.put("write.parquet.page-row-limit", pick(random, "20000", "300", "17"));
    properties.put("write.parquet.dict-size-bytes", pick(random, "2097152", "2097152", "300"));
    if (random.nextInt(4) == 0) {
      properties.put("write.parquet.compression-codec", randomCodec(random));
      properties.put("write.parquet.page-version", pick(random, "v1", "v2"));
    }
    return properties;
  }

  private static String randomCodec(Random random) {
    return pick(random, "zstd", "zstd", "uncompressed", "snappy", "gzip", "lz4_raw");
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }
}
