package io.lakeloop.training.skew;

import org.apache.flink.api.common.functions.AggregateFunction;

/** Counts sightings. */
final class TallyFunction implements AggregateFunction<Sighting, Tally, Tally> {
  private static final long serialVersionUID = 1L;

  private final int features;

  TallyFunction(int features) {
    this.features = features;
  }

  @Override
  public Tally createAccumulator() {
    return Tally.ofNothing(features);
  }

  @Override
  public Tally add(Sighting sighting, Tally tally) {
    return tally.with(sighting);
  }

  @Override
  public Tally getResult(Tally tally) {
    return tally;
  }

  @Override
  public Tally merge(Tally a, Tally b) {
    return a.plus(b);
  }
}
