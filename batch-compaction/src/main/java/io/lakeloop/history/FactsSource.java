package io.lakeloop.history;

import static java.util.Objects.requireNonNull;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.RowTimes;
import java.util.HashMap;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.source.IcebergSource;
import org.apache.iceberg.flink.source.reader.RowDataConverter;
import org.apache.iceberg.types.Types;

/**
 * A bounded source of what a table tells of transactions, pinned to a snapshot. Days beside those
 * that are asked for may come along.
 *
 * @param table one of the source tables
 * @param schema its columns, as its catalog numbers them
 * @param snapshotId the snapshot that is read
 * @param filter which days are read
 */
record FactsSource(LakeTable table, Schema schema, long snapshotId, Expression filter) {
  private static final String ID = "transaction_id";
  private static final int AMOUNT_PRECISION = 18;
  private static final int AMOUNT_SCALE = 2;
  private static final int MICROS = 6;

  /** The source, in the lake that a catalog knows. */
  IcebergSource<Facts> open(CatalogLoader catalog) {
    ToFacts converter;
    if (table.equals(PaymentTables.TRANSACTIONS)) {
      converter = new FromPayment(columns());
    } else if (table.equals(PaymentTables.FRAUD_REPORTS)) {
      converter = new FromReport(columns());
    } else {
      converter = new FromScore(columns());
    }
    return IcebergSource.forOutputType(converter)
        .tableLoader(TableLoader.fromCatalog(catalog, table.identifier()))
        .useSnapshotId(snapshotId)
        .project(columns())
        .filters(List.of(filter))
        .build();
  }

  private Schema columns() {
    if (table.equals(PaymentTables.TRANSACTIONS)) {
      return schema.select(FromPayment.COLUMNS);
    }
    return schema.select(
        table.equals(PaymentTables.FRAUD_REPORTS) ? FromReport.COLUMNS : FromScore.COLUMNS);
  }

  /** Reads rows by the names of columns. */
  private abstract static class ToFacts implements RowDataConverter<Facts> {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Integer> positions = new HashMap<>();

    ToFacts(Schema columns) {
      for (Types.NestedField column : columns.columns()) {
        positions.put(column.name(), positions.size());
      }
    }

    final int at(String column) {
      return requireNonNull(positions.get(column), column);
    }

    final String text(RowData row, String column) {
      return row.getString(at(column)).toString();
    }

    final long micros(RowData row, String column) {
      return RowTimes.micros(row.getTimestamp(at(column), MICROS));
    }

    @Override
    public TypeInformation<Facts> getProducedType() {
      return TypeInformation.of(Facts.class);
    }
  }

  private static final class FromPayment extends ToFacts {
    private static final long serialVersionUID = 1L;
    static final List<String> COLUMNS =
        List.of(
            ID,
            "event_time",
            "customer_id",
            "terminal_id",
            "amount",
            LakeTable.KAFKA_PARTITION,
            LakeTable.KAFKA_OFFSET,
            LakeTable.INGESTED_AT);

    FromPayment(Schema columns) {
      super(columns);
    }

    @Override
    public Facts apply(RowData row) {
      long time = micros(row, "event_time");
      return new Facts(
          text(row, ID),
          DayRanges.dayOf(time),
          new Facts.Payment(
              time,
              text(row, "customer_id"),
              text(row, "terminal_id"),
              row.getDecimal(at("amount"), AMOUNT_PRECISION, AMOUNT_SCALE).toUnscaledLong(),
              row.getInt(at(LakeTable.KAFKA_PARTITION)),
              row.getLong(at(LakeTable.KAFKA_OFFSET)),
              micros(row, LakeTable.INGESTED_AT),
              1),
          null,
          null);
    }
  }

  private static final class FromReport extends ToFacts {
    private static final long serialVersionUID = 1L;
    static final List<String> COLUMNS =
        List.of(
            ID,
            "transaction_time",
            "reported_at",
            "fraud",
            LakeTable.KAFKA_PARTITION,
            LakeTable.KAFKA_OFFSET);

    FromReport(Schema columns) {
      super(columns);
    }

    @Override
    public Facts apply(RowData row) {
      return new Facts(
          text(row, ID),
          DayRanges.dayOf(micros(row, "transaction_time")),
          null,
          new Facts.Report(
              micros(row, "reported_at"),
              row.getInt(at(LakeTable.KAFKA_PARTITION)),
              row.getLong(at(LakeTable.KAFKA_OFFSET)),
              row.getBoolean(at("fraud"))),
          null);
    }
  }

  private static final class FromScore extends ToFacts {
    private static final long serialVersionUID = 1L;
    static final List<String> COLUMNS =
        List.of(
            ID,
            "event_time",
            "score",
            "is_alert",
            "scored_at",
            LakeTable.KAFKA_PARTITION,
            LakeTable.KAFKA_OFFSET);

    FromScore(Schema columns) {
      super(columns);
    }

    @Override
    public Facts apply(RowData row) {
      return new Facts(
          text(row, ID),
          DayRanges.dayOf(micros(row, "event_time")),
          null,
          null,
          new Facts.Score(
              micros(row, "scored_at"),
              row.getInt(at(LakeTable.KAFKA_PARTITION)),
              row.getLong(at(LakeTable.KAFKA_OFFSET)),
              row.getDouble(at("score")),
              row.getBoolean(at("is_alert"))));
    }
  }
}
