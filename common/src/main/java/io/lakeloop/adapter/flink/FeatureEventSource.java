package io.lakeloop.adapter.flink;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.source.IcebergSource;
import org.apache.iceberg.flink.source.reader.RowDataConverter;

/**
 * A bounded source of the events in {@code transactions} or {@code fraud_reports}, pinned to a
 * snapshot.
 *
 * @param table {@link PaymentTables#TRANSACTIONS} or {@link PaymentTables#FRAUD_REPORTS}
 * @param snapshotId the snapshot that is read
 * @param fromMicros events before are left out, UTC, microseconds since 1970
 * @param toMicros events from then on are left out
 * @param historyUntilMicros transactions before only add to what is known
 */
public record FeatureEventSource(
    LakeTable table, long snapshotId, long fromMicros, long toMicros, long historyUntilMicros) {

  /** All of a snapshot from a time on, as history. */
  public static FeatureEventSource history(LakeTable table, long snapshotId, long fromMicros) {
    return new FeatureEventSource(table, snapshotId, fromMicros, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The source, in the lake that a catalog knows. */
  public IcebergSource<FeatureEvent> open(CatalogLoader catalog) {
    boolean isTransactions = table.name().equals(PaymentTables.TRANSACTIONS.name());
    String time = isTransactions ? "event_time" : "reported_at";
    Expression since = Expressions.greaterThanOrEqual(time, fromMicros);
    return IcebergSource.forOutputType(new ToEvent(isTransactions, historyUntilMicros))
        .tableLoader(TableLoader.fromCatalog(catalog, table.identifier()))
        .useSnapshotId(snapshotId)
        .project(table.schema())
        .filters(
            toMicros == Long.MAX_VALUE
                ? List.of(since)
                : List.of(since, Expressions.lessThan(time, toMicros)))
        .build();
  }

  private static final class ToEvent implements RowDataConverter<FeatureEvent> {
    private static final long serialVersionUID = 1L;

    private final boolean transactions;
    private final long historyUntilMicros;

    ToEvent(boolean transactions, long historyUntilMicros) {
      this.transactions = transactions;
      this.historyUntilMicros = historyUntilMicros;
    }

    @Override
    public FeatureEvent apply(RowData row) {
      FeatureEvent event =
          transactions ? FeatureEventRows.transactionEvent(row) : FeatureEventRows.reportEvent(row);
      return event.timeMicros() < historyUntilMicros ? event.asHistory() : event;
    }

    @Override
    public TypeInformation<FeatureEvent> getProducedType() {
      return FeatureStages.EVENT_TYPE;
    }
  }
}
