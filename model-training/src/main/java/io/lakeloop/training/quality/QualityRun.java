package io.lakeloop.training.quality;

import java.util.List;
import java.util.Map;

/**
 * One run of the quality job.
 *
 * @param settings what was asked for
 * @param runId names the run
 * @param runAtMicros when it began, UTC, microseconds since 1970
 * @param span what is measured
 * @param thresholds from which score a model raises alerts, by version
 * @param drifts what is compared with what, one for each feature set
 */
record QualityRun(
    QualitySettings settings,
    String runId,
    long runAtMicros,
    LabelledSpan span,
    Map<String, Double> thresholds,
    List<DriftSpans> drifts) {}
