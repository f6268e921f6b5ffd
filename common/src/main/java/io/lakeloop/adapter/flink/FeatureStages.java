package io.lakeloop.adapter.flink;

import io.lakeloop.feature.EntityKey;
import io.lakeloop.feature.FeatureSet;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * A feature set over a stream of events, one stage for each key, streaming or batch:
 *
 * <pre>
 *   transactions ──► by customer ──► by terminal ──► with the values of all features
 *   reports ────────────┴───────────────┘
 * </pre>
 */
public final class FeatureStages {
  /** The type that events have between operators. */
  public static final TypeInformation<FeatureEvent> EVENT_TYPE =
      new SerializedType<>(FeatureEvent.class, FeatureEventSerializer.INSTANCE);

  private final FeatureSet set;
  private final FeatureFunction.Settings settings;

  private FeatureStages(FeatureSet set, FeatureFunction.Settings settings) {
    this.set = set;
    this.settings = settings;
  }

  /**
   * Stages of a streaming job.
   *
   * @param ordering when events are worked on
   * @param recent with {@link Ordering#LIVE}, how old an event may be to be worked on at once
   * @param maxLateness how much later than the key's latest event an event finds its full history
   * @param timeToLive processing time after which a key that is not used is forgotten
   */
  public static FeatureStages streaming(
      FeatureSet set,
      Ordering ordering,
      Duration recent,
      Duration maxLateness,
      Duration timeToLive) {
    return new FeatureStages(
        set, new FeatureFunction.Settings(ordering, recent, maxLateness, timeToLive));
  }

  /** Stages of a batch job, which sees every event of a key before it works on the first. */
  public static FeatureStages batch(FeatureSet set) {
    return streaming(
        set, Ordering.EVENT_TIME, Duration.ZERO, Duration.ZERO, Duration.ofDays(36_500));
  }

  /**
   * The transactions with their values, duplicates and history among them, marked.
   *
   * @param reports fraud reports; each goes to every key whose features look at reports
   */
  public DataStream<FeatureEvent> over(
      DataStream<FeatureEvent> transactions, DataStream<FeatureEvent> reports) {
    DataStream<FeatureEvent> stage = transactions;
    for (EntityKey key : set.keys()) {
      DataStream<FeatureEvent> input = set.usesReports(key) ? stage.union(reports) : stage;
      stage =
          input
              .keyBy(event -> event.key(key), Types.STRING)
              .process(new FeatureFunction(set, key, settings))
              .returns(EVENT_TYPE)
              .uid("features-by-" + key.label())
              .name("Features by " + key.label());
    }
    return stage;
  }
}
