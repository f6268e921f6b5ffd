package io.lakeloop.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.iceberg.LakeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedCatalogBaseTable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** The definitions in SQL and those of the jobs say the same, in both directions. */
class TableDefinitionTest {
  private static final Path FOLDER = Path.of("src", "main", "resources", "sql", "ddl");
  private static final String UPDATE = "lakeloop.docs.update";
  private static final Map<String, String> QUESTIONS =
      Map.ofEntries(
          Map.entry(
              "payments.transactions", "What was paid? One row per Kafka record, as it came."),
          Map.entry("payments.fraud_reports", "What was reported? One row per report, as it came."),
          Map.entry(
              "payments.dead_letters", "What could not be used, and why? One row per record."),
          Map.entry(
              "payments.scored_transactions",
              "How was each transaction scored, by which model, from which values?"),
          Map.entry("payments.alerts", "What was alerted on, and why? One row per alert."),
          Map.entry("history.daily_customer", "What do a customer's payments of a day add up to?"),
          Map.entry("history.daily_terminal", "What do a terminal's payments of a day add up to?"),
          Map.entry("history.hourly_totals", "What do the payments of an hour add up to?"),
          Map.entry("ml.model_events", "What happened to the models? One row per step."),
          Map.entry(
              "ml.feature_values", "Which features has a transaction, as history tells them?"),
          Map.entry("ml.feature_drift", "How do features move away from those trained on?"),
          Map.entry("ml.model_quality", "How good were models once reports had come?"),
          Map.entry("ops.maintenance_runs", "What did maintenance do to which table?"),
          Map.entry("ml.feature_skew", "How do logged features differ from what history tells?"),
          Map.entry(
              "ops.dead_letter_replays",
              "Which dead letters were sent again? One row per letter."));

  @Test
  void theFilesAreThoseOfTheJobsDefinitions() throws IOException {
    Map<String, LakeTable> tables = TableDefinition.all();
    if (Boolean.getBoolean(UPDATE)) {
      for (LakeTable table : tables.values()) {
        Files.writeString(
            FOLDER.resolve(table.name() + ".sql"),
            TableDefinition.sql(
                table, QUESTIONS.getOrDefault(table.name(), "What is in " + table.name() + "?")));
      }
      Files.writeString(FOLDER.resolve("index.txt"), String.join("\n", tables.keySet()) + "\n");
      return;
    }

    assertThat(SqlLibrary.definitions().keySet())
        .as(
            "sql/ddl has drifted from the definitions. Write it anew with ./mvnw test -pl"
                + " lakehouse-sql -am -Dtest=TableDefinitionTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            UPDATE)
        .isEqualTo(tables.keySet());
    SqlLibrary.definitions()
        .forEach(
            (name, file) ->
                assertThat(file.text())
                    .isEqualTo(
                        TableDefinition.sql(
                            tables.get(name),
                            file.question().replaceAll(" partitioned by: .*", ""))));
  }

  @Test
  void flinkReadsFromTheFilesTheColumnsThatTheJobsWrite() throws Exception {
    TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    for (String database : List.of("payments", "history", "ml", "ops")) {
      flink.executeSql("CREATE DATABASE " + database);
    }
    Map<String, SqlFile> files = new TreeMap<>(SqlLibrary.definitions());
    assertThat(files).isNotEmpty();
    for (SqlFile file : files.values()) {
      flink.executeSql(SqlText.statements(file.text()).get(0));
      LakeTable table = TableDefinition.all().get(file.name());
      CatalogBaseTable created =
          flink
              .getCatalog("default_catalog")
              .orElseThrow()
              .getTable(ObjectPath.fromString(file.name()));
      List<Column> columns =
          ((ResolvedCatalogBaseTable<?>) created).getResolvedSchema().getColumns();
      assertThat(columns)
          .as(file.name())
          .extracting(Column::getName)
          .containsExactlyElementsOf(
              table.schema().columns().stream().map(Types.NestedField::name).toList());
      assertThat(columns)
          .as(file.name())
          .extracting(column -> column.getDataType().getLogicalType())
          .containsExactlyElementsOf(
              table.schema().columns().stream().map(TableDefinition::typeOf).toList());
      assertThat(created.getOptions()).as(file.name()).isEqualTo(table.properties());
    }
  }
}
