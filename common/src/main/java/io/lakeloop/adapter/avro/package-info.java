/**
 * The wire format: Avro schemas, the two framings that carry them, encoding and decoding.
 *
 * <p>Depends on Avro and {@code io.lakeloop.domain}; knows no Flink, Iceberg or Kafka.
 */
@NullMarked
package io.lakeloop.adapter.avro;

import org.jspecify.annotations.NullMarked;
