package io.lakeloop.compaction.merge;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.parquet.ParquetCodecFactory;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ParquetProperties;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.util.PropertyUtil;

/**
 * How a table wants its Parquet files, read from its properties as Iceberg's own writer reads them.
 *
 * @param parquet page limits, dictionaries, bloom filters, statistics
 * @param rowGroupBytes the size of a full row group
 */
record MergeSettings(
    Schema schema,
    MessageType parquetSchema,
    ParquetProperties parquet,
    CompressionCodecName codec,
    long rowGroupBytes,
    MetricsConfig metrics,
    Configuration configuration) {

  static MergeSettings of(Table table) {
    Map<String, String> properties = table.properties();
    Schema schema = table.schema();
    MessageType parquetSchema = ParquetSchemaUtil.convert(schema, "table");
    CompressionCodecName codec =
        CompressionCodecName.valueOf(
            properties
                .getOrDefault(
                    TableProperties.PARQUET_COMPRESSION,
                    TableProperties.PARQUET_COMPRESSION_DEFAULT)
                .toUpperCase(Locale.ROOT));
    return new MergeSettings(
        schema,
        parquetSchema,
        parquetProperties(properties, schema, parquetSchema),
        codec,
        PropertyUtil.propertyAsInt(
            properties,
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT),
        MetricsConfig.forTable(table),
        configuration(codec, properties.get(TableProperties.PARQUET_COMPRESSION_LEVEL)));
  }

  ParquetCodecFactory codecs() {
    return new ParquetCodecFactory(configuration, parquet.getPageSizeThreshold());
  }

  /** What the footer says beside the Parquet schema. */
  Map<String, String> footerProperties() {
    return Map.of("iceberg.schema", SchemaParser.toJson(schema));
  }

  private static ParquetProperties parquetProperties(
      Map<String, String> properties, Schema schema, MessageType parquetSchema) {
    ParquetProperties.Builder builder =
        ParquetProperties.builder()
            .withWriterVersion(
                ParquetProperties.WriterVersion.fromString(
                    properties.getOrDefault(
                        TableProperties.PARQUET_PAGE_VERSION,
                        TableProperties.PARQUET_PAGE_VERSION_DEFAULT)))
            .withPageSize(
                PropertyUtil.propertyAsInt(
                    properties,
                    TableProperties.PARQUET_PAGE_SIZE_BYTES,
                    TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT))
            .withPageRowCountLimit(
                PropertyUtil.propertyAsInt(
                    properties,
                    TableProperties.PARQUET_PAGE_ROW_LIMIT,
                    TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT))
            .withDictionaryEncoding(
                PropertyUtil.propertyAsBoolean(properties, "parquet.enable.dictionary", true))
            .withDictionaryPageSize(
                PropertyUtil.propertyAsInt(
                    properties,
                    TableProperties.PARQUET_DICT_SIZE_BYTES,
                    TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT))
            .withMinRowCountForPageSizeCheck(
                PropertyUtil.propertyAsInt(
                    properties,
                    TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT,
                    TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT_DEFAULT))
            .withMaxRowCountForPageSizeCheck(
                PropertyUtil.propertyAsInt(
                    properties,
                    TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT,
                    TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT_DEFAULT))
            .withMaxBloomFilterBytes(
                PropertyUtil.propertyAsInt(
                    properties,
                    TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES,
                    TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES_DEFAULT));
    Map<String, String> paths = parquetPaths(schema, parquetSchema);
    perColumn(
        properties,
        TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX,
        paths,
        (path, value) -> builder.withBloomFilterEnabled(path, Boolean.parseBoolean(value)));
    perColumn(
        properties,
        TableProperties.PARQUET_BLOOM_FILTER_COLUMN_FPP_PREFIX,
        paths,
        (path, value) -> builder.withBloomFilterFPP(path, Double.parseDouble(value)));
    perColumn(
        properties,
        TableProperties.PARQUET_BLOOM_FILTER_COLUMN_NDV_PREFIX,
        paths,
        (path, value) -> builder.withBloomFilterNDV(path, Long.parseLong(value)));
    perColumn(
        properties,
        TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX,
        paths,
        (path, value) -> builder.withStatisticsEnabled(path, Boolean.parseBoolean(value)));
    return builder.build();
  }

  private static void perColumn(
      Map<String, String> properties,
      String prefix,
      Map<String, String> paths,
      BiConsumer<String, String> setting) {
    PropertyUtil.propertiesWithPrefix(properties, prefix)
        .forEach(
            (column, value) -> {
              String path = paths.get(column);
              if (path != null) {
                setting.accept(path, value);
              }
            });
  }

  /** Column names as Iceberg has them, to the paths that Parquet knows them by. */
  private static Map<String, String> parquetPaths(Schema schema, MessageType parquetSchema) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (ColumnDescriptor column : parquetSchema.getColumns()) {
      paths.put(
          schema.findColumnName(column.getPrimitiveType().getId().intValue()),
          String.join(".", column.getPath()));
    }
    return paths;
  }

  private static Configuration configuration(
      CompressionCodecName codec, @org.jspecify.annotations.Nullable String level) {
    Configuration configuration = new Configuration(false);
    if (level != null) {
      switch (codec) {
        case GZIP -> configuration.set("zlib.compress.level", level);
        case BROTLI -> configuration.set("compression.brotli.quality", level);
        case ZSTD -> configuration.set("parquet.compression.codec.zstd.level", level);
        default -> {} // the others have no levels
      }
    }
    return configuration;
  }
}
