/**
 * Runs the feature engine in Flink, the same way in streaming and in batch mode. Decisions lie in
 * {@link io.lakeloop.feature}; here are state, timers and serializers.
 */
@NullMarked
package io.lakeloop.adapter.flink;

import org.jspecify.annotations.NullMarked;
