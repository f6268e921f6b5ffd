package io.lakeloop.adapter.avro;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Schemas by fingerprint from a fixed list, such as those that this build ships. */
public final class KnownSchemas implements SchemaSource {
  private final Map<Long, Schema> byFingerprint = new HashMap<>();

  /** Makes the schemas of a list findable. */
  public KnownSchemas(List<Schema> schemas) {
    schemas.forEach(schema -> byFingerprint.put(Framing.fingerprint(schema), schema));
  }

  @Override
  public Optional<Schema> find(long id) {
    return Optional.ofNullable(byFingerprint.get(id));
  }
}
