package io.lakeloop.training.skew;

import org.apache.flink.api.common.functions.MapPartitionFunction;
import org.apache.flink.util.Collector;

/** Counts the sightings of a partition. */
final class TallyFunction implements MapPartitionFunction<Sighting, Tally> {
  private static final long serialVersionUID = 1L;

  private final int features;

  TallyFunction(int features) {
    this.features = features;
  }

  @Override
  public void mapPartition(Iterable<Sighting> sightings, Collector<Tally> out) {
    Tally tally = Tally.ofNothing(features);
    for (Sighting sighting : sightings) {
      tally = tally.with(sighting);
    }
    out.collect(tally);
  }
}
