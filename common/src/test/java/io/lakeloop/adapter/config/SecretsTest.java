package io.lakeloop.adapter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  private static final String SECRET = "s3cr3t-Value";

  @TempDir private Path directory;

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("secrets.properties"), text);
  }

  @Test
  void findsASecretInTheFile() throws Exception {
    Secrets secrets = new Secrets(file("s3.secret-key = " + SECRET + "\n").toString());

    assertThat(secrets.find("s3.secret-key")).hasValue(SECRET);
    assertThat(secrets.find("catalog.token")).isEmpty();
  }

  @Test
  void takesTheEnvironmentOverTheFile() throws Exception {
    Path file = file("s3.secret-key = of the file\n");

    Secrets secrets = new Secrets(file.toString());

    assertThat(secrets.find("s3.secret-key", Map.of("LAKELOOP_S3_SECRET_KEY", SECRET)))
        .hasValue(SECRET);
    assertThat(secrets.find("s3.secret-key", Map.of("S3_SECRET_KEY", SECRET)))
        .hasValue("of the file");
  }

  @Test
  void findsNothingWithoutAFileAndVariable() {
    assertThat(Secrets.fromEnvironment().find("no.such-secret")).isEmpty();
  }

  @Test
  void namesTheVariableAfterTheSecret() {
    assertThat(Secrets.environmentVariable("s3.access-key")).isEqualTo("LAKELOOP_S3_ACCESS_KEY");
    assertThat(Secrets.environmentVariable("catalog.token")).isEqualTo("LAKELOOP_CATALOG_TOKEN");
  }

  @Test
  void readsTheFileAgainWhenItHasChanged() throws Exception {
    Path file = file("catalog.token = old\n");
    Secrets secrets = new Secrets(file.toString());
    assertThat(secrets.find("catalog.token")).hasValue("old");

    Files.writeString(file, "catalog.token = new\n");

    assertThat(secrets.find("catalog.token")).hasValue("new");
  }

  @Test
  void tellsNoSecretAndTakesNoneAlong() throws Exception {
    Secrets secrets = new Secrets(file("s3.secret-key = " + SECRET + "\n").toString());
    assertThat(secrets.find("s3.secret-key")).isPresent();

    ByteArrayOutputStream serialized = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(serialized)) {
      out.writeObject(secrets);
    }

    assertThat(secrets.toString()).contains("secrets.properties").doesNotContain(SECRET);
    assertThat(serialized.toString(StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
  }

  @Test
  void namesAFileThatCannotBeRead() {
    String missing = directory.resolve("missing.properties").toString();

    assertThatThrownBy(() -> new Secrets(missing).find("s3.secret-key"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "Cannot read the secrets file "
                + missing
                + ": does it exist, and may this user read it?");
  }

  @Test
  void namesAFileThatIsNoPropertiesFileAndTellsNothingOfIt() throws Exception {
    Path file = file("s3.secret-key = " + SECRET + "\\u12\n");

    assertThatThrownBy(() -> new Secrets(file.toString()).find("s3.secret-key"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("write a backslash twice")
        .hasMessageNotContaining(SECRET);
  }
}
