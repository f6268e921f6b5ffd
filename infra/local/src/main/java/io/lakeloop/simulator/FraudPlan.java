package io.lakeloop.simulator;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The mix of fraud over time. A change takes full effect at once: terminals and cards in
 * fraudsters' hands are drawn anew when their number changes.
 */
public final class FraudPlan {
  private final TreeMap<Instant, FraudMix> mixes = new TreeMap<>();

  private FraudPlan(Map<Instant, FraudMix> mixes) {
    this.mixes.putAll(mixes);
  }

  /** One mix for all time. */
  public static FraudPlan always(FraudMix mix) {
    return new FraudPlan(Map.of(Instant.MIN, mix));
  }

  /** The same plan with another mix from an event time on. */
  public FraudPlan changedAt(Instant time, FraudMix mix) {
    FraudPlan changed = new FraudPlan(mixes);
    changed.mixes.put(time, mix);
    return changed;
  }

  /** The mix at an event time. */
  FraudMix at(Instant time) {
    return mixes.floorEntry(time).getValue();
  }
}
