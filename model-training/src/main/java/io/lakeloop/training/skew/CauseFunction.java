package io.lakeloop.training.skew;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureStages;
import io.lakeloop.feature.EntityKey;
import io.lakeloop.feature.Feature;
import io.lakeloop.feature.FeatureSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Tells why the features of one key differ; see {@link KeyTimeline}.
 *
 * <ul>
 *   <li>Input: sightings and fraud reports, keyed by the key's value.
 *   <li>State: {@code sightings} and {@code reports} of one key, about 200 bytes each, until the
 *       key's end.
 *   <li>Time: a timer at the end of time, which in batch mode is the end of each key.
 *   <li>Output: a tally of the causes, of a key with a difference.
 * </ul>
 */
final class CauseFunction extends KeyedCoProcessFunction<String, Sighting, FeatureEvent, Tally> {
  private static final long serialVersionUID = 1L;

  private final FeatureSet set;
  private final EntityKey key;
  private final Duration reportDelay;

  private transient ListState<Sighting> sightings;
  private transient ListState<FeatureEvent> reports;

  @SuppressWarnings("NullAway.Init") // open sets the transient fields
  CauseFunction(FeatureSet set, EntityKey key, Duration reportDelay) {
    this.set = set;
    this.key = key;
    this.reportDelay = reportDelay;
  }

  @Override
  public void open(OpenContext context) {
    sightings =
        getRuntimeContext()
            .getListState(
                new ListStateDescriptor<>("sightings", TypeInformation.of(Sighting.class)));
    reports =
        getRuntimeContext()
            .getListState(new ListStateDescriptor<>("reports", FeatureStages.EVENT_TYPE));
  }

  @Override
  public void processElement1(Sighting sighting, Context context, Collector<Tally> out)
      throws Exception {
    sightings.add(sighting);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void processElement2(FeatureEvent report, Context context, Collector<Tally> out)
      throws Exception {
    reports.add(report);
    context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Tally> out) throws Exception {
    List<Sighting> ofKey = new ArrayList<>();
    sightings.get().forEach(ofKey::add);
    List<Sighting> different = ofKey.stream().filter(s -> s.differing().length > 0).toList();
    if (!different.isEmpty()) {
      List<ArrivedReport> arrived = new ArrayList<>();
      for (FeatureEvent report : reports.get()) {
        arrived.add(
            new ArrivedReport(
                report.report(),
                TimeUnit.MILLISECONDS.toMicros(report.origin().arrivedAtMillis())));
      }
      out.collect(causes(different, new KeyTimeline(key, ofKey, arrived, reportDelay)));
    }
    sightings.clear();
    reports.clear();
  }

  private Tally causes(List<Sighting> different, KeyTimeline timeline) {
    Tally tally = Tally.ofNothing(set.features().size());
    for (Sighting row : different) {
      for (int place : row.differing()) {
        Feature feature = set.features().get(place);
        if (feature.key().stream().anyMatch(key::equals)) {
          tally = tally.with(place, timeline.cause(row, feature));
        }
      }
    }
    return tally;
  }
}
