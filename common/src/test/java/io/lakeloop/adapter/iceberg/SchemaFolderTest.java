package io.lakeloop.adapter.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.WireSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaFolderTest {
  private final InMemoryFileIO io = new InMemoryFileIO();
  private final SchemaFolder folder = new SchemaFolder(io, "memory://lake/schemas");

  @Test
  void findsWhatWasPublished() throws Exception {
    String path = folder.publish(WireSchemas.TRANSACTION);

    assertThat(path).startsWith("memory://lake/schemas/").endsWith(".avsc");
    assertThat(folder.find(Framing.fingerprint(WireSchemas.TRANSACTION)))
        .contains(WireSchemas.TRANSACTION);
    assertThat(folder.find(1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "{\"type\": \"rec", "{}", "[1]", "\"elsewhere.Type\""})
  void tellsWhichFileHoldsNoSchemaAndWhatToDo(String text) {
    String path = "memory://lake/schemas/000000000000002a.avsc";
    io.addFile(path, text.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> folder.find(42))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("The schema file " + path + " holds no Avro schema (")
        .hasMessageContaining("lakeloop schemas publish FILE.avsc");
  }

  @Test
  void refusesToPublishAFileWithoutASchema(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("bad.avsc"), "no JSON");

    assertThatThrownBy(() -> folder.publish(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + " is no Avro schema: ");
  }
}
