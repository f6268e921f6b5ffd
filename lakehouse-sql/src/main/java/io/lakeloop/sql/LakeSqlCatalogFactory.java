package io.lakeloop.sql;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.adapter.iceberg.LakeSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.factories.CatalogFactory;

/**
 * Makes the catalog of {@code CREATE CATALOG … WITH ('type' = 'lakeloop', 'lake.catalog.uri' = …)}.
 * Its options are the jobs' own; secrets are none of them, they come by environment or file.
 */
public final class LakeSqlCatalogFactory implements CatalogFactory {
  /** The catalog's type. */
  public static final String IDENTIFIER = "lakeloop";

  /** Whether views read on as tables grow. */
  static final ConfigOption<Boolean> LIVE =
      ConfigOptions.key("live")
          .booleanType()
          .defaultValue(false)
          .withDescription("whether tables and views are read on as they grow");

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }

  @Override
  public Catalog createCatalog(Context context) {
    Map<String, String> options = new HashMap<>(context.getOptions());
    options.remove("type");
    options.remove("property-version");
    boolean live = Boolean.parseBoolean(options.remove(LIVE.key()));
    return new LakeSqlCatalog(context.getName(), settings(options), live);
  }

  /**
   * The lake that options describe.
   *
   * @throws io.lakeloop.adapter.config.InvalidSettingsException with every problem
   */
  public static LakeSettings settings(Map<String, String> options) {
    return OptionReader.read(options, OptionDocs.declaredBy(LakeOptions.class), LakeOptions::read);
  }
}
