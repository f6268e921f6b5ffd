/**
 * The events of the worked domain, card payments, and the rules that a record must keep.
 *
 * <p>Depends on {@code java.*} only: no Flink, Iceberg, Kafka, Avro, logging or clock.
 */
@NullMarked
package io.lakeloop.domain;

import org.jspecify.annotations.NullMarked;
