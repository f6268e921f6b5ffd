package io.lakeloop.sql;

import io.lakeloop.adapter.iceberg.HistoryProgress;
import io.lakeloop.adapter.iceberg.LakeTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogView;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * Makes of a view's file the query that is planned. Every table is named in full and pinned to its
 * snapshot at that moment, once for the view: what a table gets later is not seen, whenever the
 * readers start. {@code :closed_until} becomes the boundary that the pinned snapshot of the history
 * table tells, so that closed and open periods meet without gap or overlap, also while the history
 * job commits. A table that no job has made yet is read as empty.
 *
 * <p>One expansion is of one moment; it is made anew each time that a view is asked for.
 */
final class ViewExpansion {
  private static final Pattern VIEW =
      Pattern.compile(
          "\\s*CREATE VIEW analytics\\.(\\w+) \\(([^)]*)\\) AS\\s+(.*?);?\\s*", Pattern.DOTALL);
  private static final Pattern TABLE =
      Pattern.compile("\\b(FROM|JOIN)\\s+(\\w+)\\.(?:`([^`]+)`|(\\w+))");
  private static final String LIVE =
      " /*+ OPTIONS('streaming' = 'true', 'monitor-interval' = '1s', 'starting-strategy' = 'TABLE_SCAN_THEN_INCREMENTAL') */";

  /** The namespaces whose tables only grow; in the others, days are written anew. */
  private static final List<String> GROWING = List.of("payments", "ops");

  private final String catalogName;
  private final Catalog catalog;
  private final boolean live;
  private final Map<String, Optional<Table>> tables = new HashMap<>();

  ViewExpansion(String catalogName, Catalog catalog, boolean live) {
    this.catalogName = catalogName;
    this.catalog = catalog;
    this.live = live;
  }

  /** The options that let a table be read on as it grows, as a hint; empty where that cannot be. */
  static boolean grows(String namespace, String table) {
    return GROWING.contains(namespace) && table.indexOf('$') < 0;
  }

  CatalogView expand(SqlFile file) {
    Matcher view = VIEW.matcher(SqlText.withoutComments(file.text()));
    if (!view.matches()) {
      throw new SqlProblem(
          "The view %s is not of the form 'CREATE VIEW analytics.%s (COLUMNS) AS QUERY'"
              .formatted(file.name(), file.name()));
    }
    String query = view.group(3);
    String bound = SqlText.replaceParameters(query, name -> boundary(file, name, query));
    Schema.Builder columns = Schema.newBuilder();
    // The types are those of the query: Flink takes only the names from here.
    columns(view.group(2)).forEach(name -> columns.column(name, DataTypes.STRING()));
    return CatalogView.of(columns.build(), file.question(), query, withTables(bound), Map.of());
  }

  private static Stream<String> columns(String list) {
    return Stream.of(list.split(",", -1)).map(name -> name.strip().replace("`", ""));
  }

  private String withTables(String query) {
    return TABLE
        .matcher(query)
        .replaceAll(
            found -> {
              String name = found.group(3) == null ? found.group(4) : found.group(3);
              return Matcher.quoteReplacement(
                  found.group(1) + " " + relation(found.group(2), name));
            });
  }

  private String relation(String namespace, String name) {
    String full = "`%s`.`%s`.`%s`".formatted(catalogName, namespace, name);
    if (namespace.equals(LakeSqlCatalog.VIEWS)) {
      return full;
    }
    int dollar = name.indexOf('$');
    if (dollar >= 0) {
      String base = namespace + "." + name.substring(0, dollar);
      return table(base).isPresent() ? full : emptyMetadata(base, name.substring(dollar));
    }
    Optional<Table> table = table(namespace + "." + name);
    if (table.isEmpty()) {
      return empty(namespace + "." + name);
    }
    if (live && grows(namespace, name)) {
      return full + LIVE;
    }
    return table.get().currentSnapshot() == null
        ? full
        : "%s /*+ OPTIONS('snapshot-id' = '%d') */"
            .formatted(full, table.get().currentSnapshot().snapshotId());
  }

  private Optional<Table> table(String name) {
    return tables.computeIfAbsent(
        name,
        key -> {
          try {
            return Optional.of(catalog.loadTable(TableIdentifier.parse(key)));
          } catch (NoSuchTableException e) {
            return Optional.empty();
          }
        });
  }

  /** No rows, with the columns of a table's definition. */
  private static String empty(String name) {
    LakeTable definition = TableDefinition.all().get(name);
    if (definition == null) {
      throw new SqlProblem("There is no table " + name);
    }
    String columns =
        definition.schema().columns().stream()
            .map(
                column ->
                    "CAST(NULL AS %s) AS `%s`"
                        .formatted(
                            TableDefinition.typeOf(column).copy(true).asSerializableString(),
                            column.name()))
            .collect(Collectors.joining(", "));
    return "(SELECT " + columns + " FROM (VALUES (1)) AS nothing (x) WHERE x = 0)";
  }

  /** No rows, with the columns of the same metadata of any other table. */
  private String emptyMetadata(String missing, String metadata) {
    String other =
        TableDefinition.all().keySet().stream()
            .filter(name -> table(name).isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    new SqlProblem(
                        "There is no table %s, nor any other; start a job, which makes its tables"
                            .formatted(missing)));
    TableIdentifier identifier = TableIdentifier.parse(other);
    return "(SELECT * FROM `%s`.`%s`.`%s%s` WHERE 1 = 0)"
        .formatted(catalogName, identifier.namespace(), identifier.name(), metadata);
  }

  private String boundary(SqlFile file, String parameter, String query) {
    if (!parameter.equals("closed_until")) {
      throw new SqlProblem(
          "The view %s uses :%s, which is not known".formatted(file.name(), parameter));
    }
    Matcher table = TABLE.matcher(query);
    while (table.find()) {
      if (table.group(2).equals("history")) {
        return SqlParameter.timestamp(closedUntil("history." + table.group(4)));
      }
    }
    throw new SqlProblem(
        "The view %s uses :closed_until and reads no table of history".formatted(file.name()));
  }

  private Instant closedUntil(String name) {
    return table(name)
        .flatMap(HistoryProgress::of)
        .map(progress -> Instant.EPOCH.plus(progress.closedUntilDay(), ChronoUnit.DAYS))
        .orElse(Instant.EPOCH);
  }
}
