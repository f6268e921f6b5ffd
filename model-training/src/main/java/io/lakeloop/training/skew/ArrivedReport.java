package io.lakeloop.training.skew;

import io.lakeloop.domain.FraudReport;

/**
 * A fraud report in the lake.
 *
 * @param ingestedAtMicros when the ingest job took it in, UTC, microseconds since 1970
 */
record ArrivedReport(FraudReport report, long ingestedAtMicros) {}
