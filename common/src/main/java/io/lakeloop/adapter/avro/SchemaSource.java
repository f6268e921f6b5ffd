package io.lakeloop.adapter.avro;

import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Where the decoder finds the schema that a record was written with. Implementations cache what
 * they find: a schema, once published under an id, never changes.
 */
public interface SchemaSource {
  /**
   * The schema published under an id, or empty when there is none.
   *
   * @param id a 64-bit CRC-64-AVRO fingerprint (single-object encoding) or a registry id (Confluent
   *     framing)
   * @throws IOException when the source cannot be asked: an infrastructure error, not a bad record
   */
  Optional<Schema> find(long id) throws IOException;
}
