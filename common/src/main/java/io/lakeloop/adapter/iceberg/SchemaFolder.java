package io.lakeloop.adapter.iceberg;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.SchemaSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;

/**
 * Schemas by fingerprint from a folder of the lake's storage: one file {@code FINGERPRINT.avsc}
 * each, the fingerprint as 16 hex digits. A producer publishes a schema there before it writes with
 * it, and running jobs find it: no registry is needed. A fingerprint that is not there is asked for
 * again after {@link #RETRY_MISSING_AFTER}. Not thread-safe.
 */
public final class SchemaFolder implements SchemaSource {
  /** How long a fingerprint that was not found counts as missing. */
  public static final Duration RETRY_MISSING_AFTER = Duration.ofSeconds(10);

  private static final int MAX_REMEMBERED_MISSES = 10_000;

  private final FileIO io;
  private final String location;
  private final Map<Long, Schema> found = new HashMap<>();
  private final Map<Long, Long> missedAtNanos = new HashMap<>();

  /** A folder such as {@code s3://lake/schemas}, read through the lake's own storage access. */
  public SchemaFolder(FileIO io, String location) {
    this.io = io;
    this.location = location.endsWith("/") ? location : location + "/";
  }

  @Override
  public Optional<Schema> find(long fingerprint) throws IOException {
    Schema known = found.get(fingerprint);
    if (known != null) {
      return Optional.of(known);
    }
    Long missed = missedAtNanos.get(fingerprint);
    if (missed != null && System.nanoTime() - missed < RETRY_MISSING_AFTER.toNanos()) {
      return Optional.empty();
    }
    Optional<Schema> schema = read(fingerprint);
    if (schema.isPresent()) {
      found.put(fingerprint, schema.get());
    } else {
      if (missedAtNanos.size() >= MAX_REMEMBERED_MISSES) {
        missedAtNanos.clear();
      }
      missedAtNanos.put(fingerprint, System.nanoTime());
    }
    return schema;
  }

  private Optional<Schema> read(long fingerprint) throws IOException {
    InputFile file = io.newInputFile(path(fingerprint));
    if (!file.exists()) {
      return Optional.empty();
    }
    try (InputStream in = file.newStream()) {
      return Optional.of(new Schema.Parser().parse(in));
    } catch (NotFoundException e) {
      return Optional.empty();
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
