/**
 * The lake: where its catalog is, which tables it holds, and what a snapshot covers.
 *
 * <p>Depends on Iceberg, Avro and {@code io.lakeloop.domain}; Flink only where Iceberg's Flink
 * module asks for it (the catalog loader).
 */
@NullMarked
package io.lakeloop.adapter.iceberg;

import org.jspecify.annotations.NullMarked;
