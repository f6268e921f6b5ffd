package io.lakeloop.training.dataset;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;

/** Rows in the order of event time, then of transaction id: one order, as ids come once. */
final class RowOrder
    implements KeySelector<LabelledRow, Tuple2<Long, String>>,
        ResultTypeQueryable<Tuple2<Long, String>> {
  private static final long serialVersionUID = 1L;

  @Override
  public Tuple2<Long, String> getKey(LabelledRow row) {
    return Tuple2.of(row.timeMicros(), row.transactionId());
  }

  @Override
  public TypeInformation<Tuple2<Long, String>> getProducedType() {
    return Types.TUPLE(Types.LONG, Types.STRING);
  }
}
