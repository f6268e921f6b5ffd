/**
 * The proof that the lake holds every Kafka record once. Shares no code with the ingest job's
 * decoding: records are read by Avro's own generic reader, rows by Iceberg's.
 */
@NullMarked
package io.lakeloop.ingest.audit;

import org.jspecify.annotations.NullMarked;
