package io.lakeloop.training.skew;

import io.lakeloop.adapter.flink.LakeFeatures;
import java.time.Duration;

/**
 * One comparison of one feature set.
 *
 * @param runId names the run in {@code ml.feature_skew}
 * @param runAtMicros when it began, UTC, microseconds since 1970
 * @param lake what history tells, pinned to snapshots
 * @param log what was logged in the span, pinned to a snapshot
 * @param logBefore what was logged in the time before that the span's features look at
 * @param reportDelay how long after a report was ingested the detect job may still not have it
 */
record SkewRun(
    String runId,
    long runAtMicros,
    LakeFeatures lake,
    LoggedRowSource log,
    LoggedRowSource logBefore,
    Duration reportDelay) {}
