package io.lakeloop.adapter.iceberg;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * Opens the lake's catalog in whatever process it is called in. What travels with a job is {@link
 * LakeSettings}; secrets are read here, where the catalog is opened, and never serialized.
 */
public final class LakeCatalogLoader implements CatalogLoader {
  private static final long serialVersionUID = 1L;

  private final LakeSettings settings;

  /** A loader for the lake that the settings describe. */
  public LakeCatalogLoader(LakeSettings settings) {
    this.settings = settings;
  }

  @Override
  public RESTCatalog loadCatalog() {
    Map<String, String> properties = new HashMap<>(settings.properties());
    Configuration hadoop = new Configuration(false);
    settings.hadoopProperties().forEach(hadoop::set);
    settings
        .secrets()
        .find("s3.access-key")
        .ifPresent(
            key -> {
              properties.put("s3.access-key-id", key);
              hadoop.set("fs.s3a.access.key", key);
            });
    settings
        .secrets()
        .find("s3.secret-key")
        .ifPresent(
            key -> {
              properties.put("s3.secret-access-key", key);
              hadoop.set("fs.s3a.secret.key", key);
            });
    settings.secrets().find("catalog.credential").ifPresent(c -> properties.put("credential", c));
    settings.secrets().find("catalog.token").ifPresent(token -> properties.put("token", token));
    RESTCatalog catalog = new RESTCatalog();
    catalog.setConf(hadoop);
    catalog.initialize("lake", properties);
    return catalog;
  }

  /** The loader itself: it is immutable. */
  @Override
  @SuppressWarnings({"MethodDoesntCallSuperMethod", "checkstyle:NoClone"})
  public CatalogLoader clone() {
    return new LakeCatalogLoader(settings);
  }

  @Override
  public String toString() {
    return "LakeCatalogLoader[" + settings.catalogUri() + "]";
  }

  /** Opens a catalog once, for callers outside Flink. */
  public static Catalog open(LakeSettings settings) {
    return new LakeCatalogLoader(settings).loadCatalog();
  }
}
