package io.lakeloop.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up what transactions come by, before anything is sent on: there are far fewer totals than
 * transactions.
 *
 * <ul>
 *   <li>Input: transactions with what is known of them, no key. Batch only.
 *   <li>State: none that is kept; up to {@value #MOST_TOTALS} totals in memory, passed on when
 *       there are more.
 *   <li>Output: totals, several of one key and period.
 * </ul>
 */
final class SumOperator extends AbstractStreamOperator<Totals>
    implements OneInputStreamOperator<Facts, Totals>, BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final int MOST_TOTALS = 200_000;

  private final List<Grouping> groupings;

  private transient Map<Group, Totals> totals = new HashMap<>();

  private record Group(Grouping grouping, long periodMicros, String key) {}

  /** Sums for some of the tables. */
  SumOperator(List<Grouping> groupings) {
    this.groupings = groupings;
  }

  @Override
  public void open() throws Exception {
    super.open();
    totals = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<Facts> element) {
    for (Grouping grouping : groupings) {
      Totals one = Totals.of(element.getValue(), grouping);
      totals.merge(new Group(one.grouping(), one.periodMicros(), one.key()), one, Totals::plus);
    }
    if (totals.size() >= MOST_TOTALS) {
      passOn();
    }
  }

  @Override
  public void endInput() {
    passOn();
  }

  private void passOn() {
    totals.values().forEach(total -> output.collect(new StreamRecord<>(total)));
    totals.clear();
  }
}
