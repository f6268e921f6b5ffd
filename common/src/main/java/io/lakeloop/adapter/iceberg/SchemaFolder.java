package io.lakeloop.adapter.iceberg;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.SchemaCache;
import io.lakeloop.adapter.avro.SchemaSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;

/**
 * Schemas by fingerprint from a folder of the lake's storage: one file {@code FINGERPRINT.avsc}
 * each, the fingerprint as 16 hex digits. A producer publishes a schema there before it writes with
 * it, and running jobs find it: no registry is needed. Answers are kept as {@link SchemaCache}
 * says.
 */
public final class SchemaFolder implements SchemaSource {
  private final FileIO io;
  private final String location;
  private final SchemaCache cache = new SchemaCache(this::read);

  /** A folder such as {@code s3://lake/schemas}, read through the lake's own storage access. */
  public SchemaFolder(FileIO io, String location) {
    this.io = io;
    this.location = location.endsWith("/") ? location : location + "/";
  }

  @Override
  public Optional<Schema> find(long fingerprint) throws IOException {
    return cache.find(fingerprint);
  }

  private Optional<Schema> read(long fingerprint) throws IOException {
    String path = path(fingerprint);
    try {
      InputFile file = io.newInputFile(path);
      if (!file.exists()) {
        return Optional.empty();
      }
      try (InputStream in = file.newStream()) {
        return Optional.of(new Schema.Parser().parse(in));
      }
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (AvroRuntimeException | NullPointerException e) {
      // The latter for a name that is defined in another schema.
      throw new IOException(
          "The schema file %s holds no Avro schema (%s). Put the right one there with 'lakeloop schemas publish FILE.avsc', or delete the file: records that name it are then dead letters."
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /**
   * Publishes a schema; publishing it again changes nothing.
   *
   * @return where it stands
   */
  public String publish(Schema schema) throws IOException {
    String path = path(Framing.fingerprint(schema));
    try (OutputStream out = io.newOutputFile(path).createOrOverwrite()) {
      out.write(schema.toString().getBytes(StandardCharsets.UTF_8));
    }
    return path;
  }

  /**
   * Publishes the schema of a file.
   *
   * @return where it stands
   * @throws IllegalArgumentException when the file holds no Avro schema
   */
  public String publish(Path avscFile) throws IOException {
    try {
      return publish(new Schema.Parser().parse(avscFile.toFile()));
    } catch (AvroRuntimeException e) {
      throw new IllegalArgumentException(
          "%s is no Avro schema: %s".formatted(avscFile, e.getMessage()), e);
    }
  }

  private String path(long fingerprint) {
    return location + "%016x.avsc".formatted(fingerprint);
  }
}
