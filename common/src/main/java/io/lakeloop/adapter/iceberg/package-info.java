/**
 * The lake: where its catalog is, which tables it holds, what a snapshot covers, and the register
 * of models.
 *
 * <p>Depends on Iceberg, Avro, {@code io.lakeloop.domain} and {@code io.lakeloop.model}; Flink only
 * where Iceberg's Flink module asks for it (the catalog loader) and where its source's rows are
 * read.
 */
@NullMarked
package io.lakeloop.adapter.iceberg;

import org.jspecify.annotations.NullMarked;
