package io.lakeloop.training.skew;

import static java.util.Objects.requireNonNull;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.RowTimes;
import java.util.ArrayList;
import java.util.Arrays;
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
 * A bounded source of {@code scored_transactions}, pinned to a snapshot.
 *
 * @param schema the columns of the table, as its catalog numbers them
 * @param snapshotId the snapshot that is read
 * @param fromMicros rows before are left out, UTC, microseconds since 1970
 * @param toMicros rows from then on are left out
 * @param hash rows of other feature sets are left out
 * @param names the features to read, in order; none where only the times matter
 */
record LoggedRowSource(
    Schema schema,
    long snapshotId,
    long fromMicros,
    long toMicros,
    String hash,
    List<String> names) {
  private static final List<String> COLUMNS =
      List.of(
          "transaction_id",
          "event_time",
          "customer_id",
          "terminal_id",
          "amount",
          "feature_set_hash",
          LakeTable.KAFKA_PARTITION,
          LakeTable.KAFKA_OFFSET,
          "scored_at");
  private static final String FEATURES = "features";
  private static final int AMOUNT_PRECISION = 18;
  private static final int AMOUNT_SCALE = 2;
  private static final int MICROS = 6;

  /** The source, in the lake that a catalog knows. */
  IcebergSource<LoggedRow> open(CatalogLoader catalog) {
    List<String> columns = new ArrayList<>(COLUMNS);
    if (!names.isEmpty()) {
      columns.add(FEATURES);
    }
    Schema projected = schema.select(columns);
    return IcebergSource.forOutputType(new ToLoggedRow(positions(projected), names))
        .tableLoader(
            TableLoader.fromCatalog(catalog, PaymentTables.SCORED_TRANSACTIONS.identifier()))
        .useSnapshotId(snapshotId)
        .project(projected)
        .filters(
            List.of(
                Expressions.greaterThanOrEqual("event_time", fromMicros),
                Expressions.lessThan("event_time", toMicros),
                Expressions.equal("feature_set_hash", hash)))
        .build();
  }

  /** The position of each column in a row that is read. */
  private static Map<String, Integer> positions(Schema projected) {
    Map<String, Integer> positions = new HashMap<>();
    for (Types.NestedField column : projected.columns()) {
      positions.put(column.name(), positions.size());
    }
    return positions;
  }

  private static final class ToLoggedRow implements RowDataConverter<LoggedRow> {
    private static final long serialVersionUID = 1L;
    private static final double[] NO_VALUES = {};

    private final HashMap<String, Integer> positions;
    private final HashMap<String, Integer> slots = new HashMap<>();

    ToLoggedRow(Map<String, Integer> positions, List<String> names) {
      this.positions = new HashMap<>(positions);
      for (String name : names) {
        slots.put(name, slots.size());
      }
    }

    @Override
    public LoggedRow apply(RowData row) {
      return new LoggedRow(
          row.getString(at("transaction_id")).toString(),
          micros(row, at("event_time")),
          row.getString(at("customer_id")).toString(),
          row.getString(at("terminal_id")).toString(),
          row.getDecimal(at("amount"), AMOUNT_PRECISION, AMOUNT_SCALE).toUnscaledLong(),
          row.getInt(at(LakeTable.KAFKA_PARTITION)),
          row.getLong(at(LakeTable.KAFKA_OFFSET)),
          micros(row, at("scored_at")),
          slots.isEmpty() ? NO_VALUES : values(row.getMap(at(FEATURES))));
    }

    private int at(String column) {
      return requireNonNull(positions.get(column), column);
    }

    private double[] values(MapData features) {
      double[] values = new double[slots.size()];
      Arrays.fill(values, Double.NaN);
      ArrayData keys = features.keyArray();
      ArrayData logged = features.valueArray();
      for (int i = 0; i < features.size(); i++) {
        Integer slot = slots.get(keys.getString(i).toString());
        if (slot != null) {
          values[slot] = logged.getDouble(i);
        }
      }
      return values;
    }

    private static long micros(RowData row, int column) {
      return RowTimes.micros(row.getTimestamp(column, MICROS));
    }

    @Override
    public TypeInformation<LoggedRow> getProducedType() {
      return TypeInformation.of(LoggedRow.class);
    }
  }
}
