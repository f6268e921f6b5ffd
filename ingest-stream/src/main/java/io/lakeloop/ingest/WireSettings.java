package io.lakeloop.ingest;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.KnownSchemas;
import io.lakeloop.adapter.avro.SchemaRegistry;
import io.lakeloop.adapter.avro.SchemaSource;
import io.lakeloop.adapter.avro.WireSchemas;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.SchemaFolder;
import java.io.IOException;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where the schemas of records are found, beyond those that this build ships.
 *
 * @param schemaLocation folder of {@code FINGERPRINT.avsc} files in the lake's storage, null for
 *     none
 * @param registryUrl schema registry for Confluent framing, null for none
 */
public record WireSettings(@Nullable String schemaLocation, @Nullable String registryUrl)
    implements Serializable {

  /** The source for each framing. Made once per decoder, in the process that decodes. */
  public Map<Framing, SchemaSource> schemaSources(LakeSettings lake) {
    Map<Framing, SchemaSource> sources = new EnumMap<>(Framing.class);
    KnownSchemas shipped =
        new KnownSchemas(List.of(WireSchemas.TRANSACTION, WireSchemas.FRAUD_REPORT));
    sources.put(
        Framing.SINGLE_OBJECT,
        schemaLocation == null
            ? shipped
            : new FirstOf(
                shipped, new SchemaFolder(LakeCatalogLoader.fileIo(lake), schemaLocation)));
    if (registryUrl != null) {
      sources.put(Framing.CONFLUENT, new SchemaRegistry(registryUrl));
    }
    return sources;
  }

  private record FirstOf(SchemaSource first, SchemaSource second) implements SchemaSource {
    @Override
    public Optional<Schema> find(long id) throws IOException {
      Optional<Schema> schema = first.find(id);
      return schema.isPresent() ? schema : second.find(id);
    }
  }
}
