package io.lakeloop.sql;

import io.lakeloop.adapter.iceberg.HistoryTables;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.ModelTables;
import io.lakeloop.adapter.iceberg.OperationTables;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.types.Types;

/**
 * The lake's tables as SQL shows them. Flink's {@code CREATE TABLE} cannot say that a table is
 * partitioned by the day of a time, so the jobs make the tables; the statement's comment says the
 * partitioning.
 */
public final class TableDefinition {
  private static final List<Class<?>> NAMESPACES =
      List.of(PaymentTables.class, ModelTables.class, OperationTables.class, HistoryTables.class);

  private TableDefinition() {}

  /** Every table that the jobs know, by qualified name. */
  public static Map<String, LakeTable> all() {
    Map<String, LakeTable> tables = new TreeMap<>();
    for (Class<?> namespace : NAMESPACES) {
      for (Field field : namespace.getFields()) {
        if (field.getType() == LakeTable.class) {
          LakeTable table = value(field);
          tables.put(table.name(), table);
        }
      }
    }
    return tables;
  }

  private static LakeTable value(Field field) {
    try {
      return (LakeTable) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " is public and cannot be read", e);
    }
  }

  /** How a table is partitioned, as {@code day(event_time)}; "none" when it is not. */
  public static String partitioning(LakeTable table) {
    return table.spec().isUnpartitioned()
        ? "none"
        : table.spec().fields().stream()
            .map(
                field -> {
                  String column = table.schema().findColumnName(field.sourceId());
                  return field.transform().isIdentity()
                      ? column
                      : field.transform() + "(" + column + ")";
                })
            .collect(Collectors.joining(", "));
  }

  /** The type of a column in Flink's SQL. */
  static LogicalType typeOf(Types.NestedField column) {
    LogicalType type = FlinkSchemaUtil.convert(column.type());
    return type.copy(column.isOptional());
  }

  /**
   * The statement that defines a table.
   *
   * @param question what one asks the table, for the first line
   */
  public static String sql(LakeTable table, String question) {
    List<String> columns = new ArrayList<>();
    for (Types.NestedField column : table.schema().columns()) {
      String comment =
          column.doc() == null ? "" : " COMMENT '" + column.doc().replace("'", "''") + "'";
      columns.add(
          "  `%s` %s%s".formatted(column.name(), typeOf(column).asSerializableString(), comment));
    }
    String properties =
        new TreeMap<>(table.properties())
            .entrySet().stream()
                .map(entry -> "  '%s' = '%s'".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(",\n"));
    return "-- %s\n-- partitioned by: %s\nCREATE TABLE %s (\n%s\n) WITH (\n%s\n);\n"
        .formatted(
            question, partitioning(table), table.name(), String.join(",\n", columns), properties);
  }
}
