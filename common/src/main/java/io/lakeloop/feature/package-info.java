/**
 * Features declared once and computed the same everywhere: {@link io.lakeloop.feature.FeatureSet}
 * declares, {@link io.lakeloop.feature.KeyHistory} holds what is known of one key, {@link
 * io.lakeloop.feature.KeyFeatures} computes. A value depends on the set of events known and on
 * nothing else: not on the order in which they came, and not on the order of a summation.
 *
 * <p>Pure: no Flink, no clock, no randomness, no logging.
 */
@NullMarked
package io.lakeloop.feature;

import org.jspecify.annotations.NullMarked;
