/**
 * IngestJob: Kafka to the lake, exactly once. Records that cannot be used become dead letters.
 *
 * <p>Inside: Job, then Topology, then the deserializer and the guard, then {@code decode} (bytes to
 * rows) and {@code restore} (where reading starts).
 */
@NullMarked
package io.lakeloop.ingest;

import org.jspecify.annotations.NullMarked;
