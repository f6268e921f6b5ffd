package io.lakeloop.detect;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.detect.Scored.Decision;

/**
 * A transaction and what was decided about it, on its way to the lake.
 *
 * @param event the transaction with the values of its features
 * @param decision what was decided
 */
record ScoredEvent(FeatureEvent event, Decision decision) {}
