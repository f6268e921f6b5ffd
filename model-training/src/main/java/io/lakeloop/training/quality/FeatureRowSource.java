package io.lakeloop.training.quality;

import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.training.run.Span;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/** A bounded source of the features that were logged on the days of a comparison. */
final class FeatureRowSource {
  static final TypeInformation<FeatureSample> TYPE = TypeInformation.of(FeatureSample.class);

  /** Stands for a row that was not drawn: a converter cannot leave one out. */
  private static final double[] NOT_DRAWN = {};

  private static final String ID = "transaction_id";
  private static final String TIME = "event_time";
  private static final String HASH = "feature_set_hash";
  private static final String FEATURES = "features";
  private static final double UNIT = 0x1.0p-53;

  private FeatureRowSource() {}

  static IcebergSource<FeatureSample> open(
      DriftSpans spans, boolean recent, CatalogLoader catalog) {
    Span days = recent ? spans.recent() : spans.reference();
    double share = recent ? spans.recentShare() : spans.referenceShare();
    Schema projected = spans.schema().select(ID, TIME, HASH, FEATURES);
    return IcebergSource.forOutputType(
            new ToSample(ScoredRowSource.positions(projected), spans.names(), recent, share))
        .tableLoader(
            TableLoader.fromCatalog(catalog, PaymentTables.SCORED_TRANSACTIONS.identifier()))
        .useSnapshotId(spans.snapshotId())
        .project(projected)
        .filters(
            List.of(
                Expressions.greaterThanOrEqual(TIME, TimeUnit.DAYS.toMicros(days.fromEpochDay())),
                Expressions.lessThan(TIME, TimeUnit.DAYS.toMicros(days.toEpochDay())),
                Expressions.equal(HASH, spans.hash())))
        .build();
  }

  static boolean isDrawn(FeatureSample sample) {
    return sample.values().length > 0;
  }

  /** A number between 0 and 1 that only the id decides, spread evenly. */
  static double place(String transactionId) {
    long mixed = transactionId.hashCode() * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return ((mixed ^ (mixed >>> 32)) >>> 11) * UNIT;
  }

  private static final class ToSample implements RowDataConverter<FeatureSample> {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Integer> slots = new HashMap<>();
    private final int id;
    private final int features;
    private final boolean recent;
    private final double share;

    ToSample(Map<String, Integer> positions, List<String> names, boolean recent, double share) {
      for (String name : names) {
        slots.put(name, slots.size());
      }
      this.id = positions.getOrDefault(ID, 0);
      this.features = positions.getOrDefault(FEATURES, 0);
      this.recent = recent;
      this.share = share;
    }

    @Override
    public FeatureSample apply(RowData row) {
      if (place(row.getString(id).toString()) >= share) {
        return new FeatureSample(recent, NOT_DRAWN);
      }
      MapData logged = row.getMap(features);
      ArrayData keys = logged.keyArray();
      ArrayData numbers = logged.valueArray();
      double[] values = new double[slots.size()];
      Arrays.fill(values, Double.NaN);
      for (int i = 0; i < logged.size(); i++) {
        Integer slot = slots.get(keys.getString(i).toString());
        if (slot != null) {
          values[slot] = numbers.getDouble(i);
        }
      }
      return new FeatureSample(recent, values);
    }

    @Override
    public TypeInformation<FeatureSample> getProducedType() {
      return TYPE;
    }
  }
}
