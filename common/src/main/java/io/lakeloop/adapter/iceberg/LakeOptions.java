package io.lakeloop.adapter.iceberg;

import io.lakeloop.adapter.config.OptionReader;
import io.lakeloop.adapter.config.Secrets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Where the lake is: catalog, storage and secrets. Shared by every job and command. */
public final class LakeOptions {
  /** {@code lake.catalog.uri}. */
  public static final ConfigOption<String> CATALOG_URI =
      ConfigOptions.key("lake.catalog.uri")
          .stringType()
          .noDefaultValue()
          .withDescription("URI of the Iceberg REST catalog, such as http://127.0.0.1:8181");

  /** {@code lake.catalog.properties}. */
  public static final ConfigOption<Map<String, String>> CATALOG_PROPERTIES =
      ConfigOptions.key("lake.catalog.properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "further catalog properties as Iceberg names them, each under this key, such as"
                  + " lake.catalog.properties.warehouse; no secrets here");

  /** {@code lake.file-io}. */
  public static final ConfigOption<LakeSettings.FileIoKind> FILE_IO =
      ConfigOptions.key("lake.file-io")
          .enumType(LakeSettings.FileIoKind.class)
          .defaultValue(LakeSettings.FileIoKind.S3)
          .withDescription("how table files are read and written: s3 (S3FileIO) or s3a (Hadoop)");

  /** {@code lake.warehouse}. */
  public static final ConfigOption<String> WAREHOUSE =
      ConfigOptions.key("lake.warehouse")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "location below which new tables are made, such as s3a://lake/warehouse; when absent,"
                  + " the catalog decides");

  /** {@code lake.s3.endpoint}. */
  public static final ConfigOption<String> S3_ENDPOINT =
      ConfigOptions.key("lake.s3.endpoint")
          .stringType()
          .noDefaultValue()
          .withDescription("URL of an S3-compatible server; when absent, AWS S3 of the region");

  /** {@code lake.s3.region}. */
  public static final ConfigOption<String> S3_REGION =
      ConfigOptions.key("lake.s3.region")
          .stringType()
          .defaultValue("us-east-1")
          .withDescription("S3 region");

  /** {@code lake.s3.path-style-access}. */
  public static final ConfigOption<Boolean> S3_PATH_STYLE =
      ConfigOptions.key("lake.s3.path-style-access")
          .booleanType()
          .defaultValue(true)
          .withDescription("bucket in the path (most S3-compatible servers) or in the host name");

  /** {@code lake.secrets-file}. */
  public static final ConfigOption<String> SECRETS_FILE =
      ConfigOptions.key("lake.secrets-file")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "properties file with s3.access-key, s3.secret-key, catalog.credential, catalog.token"
                  + " as needed; each may come by environment instead (LAKELOOP_S3_ACCESS_KEY, …)");

  /** Catalog properties that are secrets, and the name under which the secrets file holds them. */
  private static final Map<String, String> SECRET_PROPERTIES =
      Map.of(
          "credential", "catalog.credential",
          "token", "catalog.token",
          "s3.access-key-id", "s3.access-key",
          "s3.secret-access-key", "s3.secret-key");

  private LakeOptions() {}

  /** The settings that these options describe. */
  public static LakeSettings read(OptionReader options) {
    return new LakeSettings(
        options.required(CATALOG_URI, ""),
        catalogProperties(options),
        options.required(FILE_IO, LakeSettings.FileIoKind.S3),
        options.optional(WAREHOUSE).orElse(null),
        options.optional(S3_ENDPOINT).orElse(null),
        options.required(S3_REGION, ""),
        options.required(S3_PATH_STYLE, true),
        new Secrets(options.optional(SECRETS_FILE).orElse(null)));
  }

  private static Map<String, String> catalogProperties(OptionReader options) {
    Map<String, String> properties = options.required(CATALOG_PROPERTIES, Map.of());
    new TreeMap<>(SECRET_PROPERTIES)
        .forEach(
            (property, name) -> {
              if (properties.containsKey(property)) {
                options.problemWithKey(
                    CATALOG_PROPERTIES.key() + "." + property,
                    "is a secret: give it as %s in the file that %s names, or by the environment as %s"
                        .formatted(name, SECRETS_FILE.key(), Secrets.environmentVariable(name)));
              }
            });
    return properties;
  }
}
