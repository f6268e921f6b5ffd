package io.lakeloop.adapter.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.config.InvalidSettingsException;
import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.adapter.config.OptionReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeSettingsTest {
  private static final String SECRET = "S3CRET";

  @TempDir private Path directory;

  private static LakeSettings read(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("lake.catalog.uri", "http://catalog:8181");
    return OptionReader.read(values, OptionDocs.declaredBy(LakeOptions.class), LakeOptions::read);
  }

  @Test
  void tellsNoSecret() throws Exception {
    Path file =
        Files.writeString(directory.resolve("secrets.properties"), "s3.secret-key=" + SECRET);
    LakeSettings settings =
        read(
            Map.of(
                "lake.secrets-file",
                file.toString(),
                "lake.catalog.properties.header.x-api-key",
                SECRET));

    assertThat(settings.toString())
        .contains("http://catalog:8181", "header.x-api-key", "secrets.properties")
        .doesNotContain(SECRET);
    assertThat(new LakeCatalogLoader(settings).toString()).doesNotContain(SECRET);
    assertThat(settings.properties()).containsEntry("header.x-api-key", SECRET);
  }

  @Test
  void refusesSecretsAmongTheCatalogsPropertiesAndSaysWhereTheyGo() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "lake.catalog.properties.credential", SECRET,
                        "lake.catalog.properties.s3.secret-access-key", SECRET)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(
            "lake.catalog.properties.credential is a secret: give it as catalog.credential in the"
                + " file that lake.secrets-file names, or by the environment as"
                + " LAKELOOP_CATALOG_CREDENTIAL")
        .hasMessageContaining(
            "lake.catalog.properties.s3.secret-access-key is a secret: give it as s3.secret-key")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void givesS3aTheSameStorage() {
    LakeSettings settings =
        read(Map.of("lake.file-io", "s3a", "lake.s3.endpoint", "https://s3.example"));

    assertThat(settings.properties())
        .containsEntry("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO")
        .doesNotContainKey("s3.endpoint");
    assertThat(settings.hadoopProperties())
        .containsEntry("fs.s3a.endpoint", "https://s3.example")
        .containsEntry("fs.s3a.connection.ssl.enabled", "true")
        .containsEntry("fs.s3a.path.style.access", "true")
        .containsEntry("fs.s3a.endpoint.region", "us-east-1");
    assertThat(read(Map.of()).hadoopProperties()).isEmpty();
  }

  @Test
  void lendsCatalogPropertiesTheLastWord() {
    LakeSettings settings = read(Map.of("lake.catalog.properties.client.region", "eu-central-1"));

    assertThat(settings.properties()).containsEntry("client.region", "eu-central-1");
  }
}
