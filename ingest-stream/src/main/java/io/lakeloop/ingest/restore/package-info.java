/**
 * Where reading from Kafka starts, and the proof that neither a restore nor a fresh start loses or
 * repeats a record.
 */
@NullMarked
package io.lakeloop.ingest.restore;

import org.jspecify.annotations.NullMarked;
