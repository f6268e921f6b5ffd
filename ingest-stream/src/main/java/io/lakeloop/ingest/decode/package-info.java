/**
 * From the bytes of a Kafka value to a row of the lake, for any Avro schema and table: writer's
 * schema resolution, added columns and the rules of a stream. Knows Avro and row types, no Kafka,
 * no operators.
 */
@NullMarked
package io.lakeloop.ingest.decode;

import org.jspecify.annotations.NullMarked;
