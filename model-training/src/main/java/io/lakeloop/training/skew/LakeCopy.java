package io.lakeloop.training.skew;

import io.lakeloop.domain.Transaction;

/**
 * One record of a transaction in the lake. An id that was sent twice has several.
 *
 * @param partition where it stands in Kafka
 * @param offset where it stands in the partition
 * @param ingestedAtMicros when the ingest job took it in, UTC, microseconds since 1970
 * @param values its features as history tells them, NaN where missing; empty when the record is
 *     from before the span that is compared
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes them well; nobody changes them
record LakeCopy(
    Transaction transaction, int partition, long offset, long ingestedAtMicros, double[] values) {}
