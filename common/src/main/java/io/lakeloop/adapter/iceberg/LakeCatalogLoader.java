package io.lakeloop.adapter.iceberg;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.io.FileIO;
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
    Configuration hadoop = hadoop();
    RESTCatalog catalog = new RESTCatalog();
    catalog.setConf(hadoop);
    catalog.initialize("lake", TaskFileIo.before(properties()));
    return catalog;
  }

  /** Access to the lake's storage outside any table, with the same settings and secrets. */
  public static FileIO fileIo(LakeSettings settings) {
    LakeCatalogLoader loader = new LakeCatalogLoader(settings);
    Map<String, String> properties = loader.properties();
    return CatalogUtil.loadFileIO(properties.get("io-impl"), properties, loader.hadoop());
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(settings.properties());
    secret("s3.access-key", "s3.access-key-id", properties);
    secret("s3.secret-key", "s3.secret-access-key", properties);
    secret("catalog.credential", "credential", properties);
    secret("catalog.token", "token", properties);
    return properties;
  }

  private Configuration hadoop() {
    Map<String, String> properties = new HashMap<>(settings.hadoopProperties());
    secret("s3.access-key", "fs.s3a.access.key", properties);
    secret("s3.secret-key", "fs.s3a.secret.key", properties);
    Configuration hadoop = new Configuration();
    properties.forEach(hadoop::set);
    return hadoop;
  }

  private void secret(String name, String property, Map<String, String> properties) {
    settings.secrets().find(name).ifPresent(value -> properties.put(property, value));
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
