package io.lakeloop.detect;

import io.lakeloop.feature.FeatureSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.table.data.RowData;

/** Makes rows of {@code scored_transactions}, one of each scored transaction. */
final class ScoredRows extends RichMapFunction<ScoredEvent, RowData> {
  private static final long serialVersionUID = 1L;

  private final FeatureSet set;

  private transient Scored rows;

  @SuppressWarnings("NullAway.Init") // open sets the transient field
  ScoredRows(FeatureSet set) {
    this.set = set;
  }

  @Override
  public void open(OpenContext context) {
    rows = new Scored(set);
  }

  @Override
  public RowData map(ScoredEvent scored) {
    return rows.row(scored.event(), scored.decision());
  }
}
