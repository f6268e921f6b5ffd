/**
 * What scores were worth, once reports have come: {@link
 * io.lakeloop.training.quality.ModelQualityJob} writes {@code ml.model_quality} and {@code
 * ml.feature_drift}, and {@link io.lakeloop.training.quality.ModelWatchJob} rolls a champion back
 * that has become worse than the one before it. Uses the figures of {@code evaluation} and the
 * drift index of {@code gate}; trains nothing.
 */
@NullMarked
package io.lakeloop.training.quality;

import org.jspecify.annotations.NullMarked;
