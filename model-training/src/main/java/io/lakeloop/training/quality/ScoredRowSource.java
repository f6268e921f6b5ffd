package io.lakeloop.training.quality;

import static java.util.Objects.requireNonNull;

import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.RowTimes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.source.IcebergSource;
import org.apache.iceberg.flink.source.reader.RowDataConverter;
import org.apache.iceberg.types.Types;

/**
 * A bounded source of the scores in {@code scored_transactions}, pinned to a snapshot. Does not
 * read features.
 *
 * @param schema the columns of the table, as its catalog numbers them
 * @param snapshotId the snapshot that is read
 * @param fromMicros rows before are left out, UTC, microseconds since 1970
 * @param toMicros rows from then on are left out
 */
record ScoredRowSource(Schema schema, long snapshotId, long fromMicros, long toMicros) {
  static final TypeInformation<ScoredRow> TYPE = TypeInformation.of(ScoredRow.class);

  private static final List<String> COLUMNS =
      List.of(
          "transaction_id",
          "event_time",
          "customer_id",
          "amount",
          "score",
          "is_alert",
          "model_version",
          "scored_at",
          "shadow_scores");
  private static final int AMOUNT_PRECISION = 18;
  private static final int AMOUNT_SCALE = 2;
  private static final int MICROS = 6;

  /** The source, in the lake that a catalog knows. */
  IcebergSource<ScoredRow> open(CatalogLoader catalog) {
    Schema projected = schema.select(COLUMNS);
    return IcebergSource.forOutputType(new ToScoredRow(positions(projected)))
        .tableLoader(
            TableLoader.fromCatalog(catalog, PaymentTables.SCORED_TRANSACTIONS.identifier()))
        .useSnapshotId(snapshotId)
        .project(projected)
        .filters(
            List.of(
                Expressions.greaterThanOrEqual("event_time", fromMicros),
                Expressions.lessThan("event_time", toMicros)))
        .build();
  }

  /** The position of each column in a row that is read. */
  static Map<String, Integer> positions(Schema projected) {
    Map<String, Integer> positions = new HashMap<>();
    for (Types.NestedField column : projected.columns()) {
      positions.put(column.name(), positions.size());
    }
    return positions;
  }

  private static final class ToScoredRow implements RowDataConverter<ScoredRow> {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Integer> positions;

    ToScoredRow(Map<String, Integer> positions) {
      this.positions = new HashMap<>(positions);
    }

    @Override
    public ScoredRow apply(RowData row) {
      MapData shadow = row.getMap(at("shadow_scores"));
      ArrayData versions = shadow.keyArray();
      ArrayData scores = shadow.valueArray();
      String[] names = new String[shadow.size()];
      double[] values = new double[names.length];
      for (int i = 0; i < names.length; i++) {
        names[i] = versions.getString(i).toString();
        values[i] = scores.getDouble(i);
      }
      return new ScoredRow(
          row.getString(at("transaction_id")).toString(),
          micros(row, at("event_time")),
          row.getString(at("customer_id")).toString(),
          row.getDecimal(at("amount"), AMOUNT_PRECISION, AMOUNT_SCALE).toUnscaledLong(),
          row.getDouble(at("score")),
          row.getBoolean(at("is_alert")),
          row.getString(at("model_version")).toString(),
          micros(row, at("scored_at")),
          names,
          values,
          false);
    }

    private int at(String column) {
      return requireNonNull(positions.get(column), column);
    }

    private static long micros(RowData row, int column) {
      return RowTimes.micros(row.getTimestamp(column, MICROS));
    }

    @Override
    public TypeInformation<ScoredRow> getProducedType() {
      return TYPE;
    }
  }
}
