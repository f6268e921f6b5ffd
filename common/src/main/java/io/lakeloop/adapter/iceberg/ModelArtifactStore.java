package io.lakeloop.adapter.iceberg;

import io.lakeloop.model.ModelVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;

/**
 * Artifacts in the lake's storage, one file each. Moves bytes only: it neither looks into them nor
 * compares checksums, which the loader of models does.
 */
public final class ModelArtifactStore {
  private final FileIO io;

  /** A store that uses the lake's access to storage. */
  public ModelArtifactStore(FileIO io) {
    this.io = io;
  }

  /** Writes a file; one that is there under this content's name already is left alone. */
  void write(String uri, byte[] bytes) throws IOException {
    InputFile existing = io.newInputFile(uri);
    if (existing.exists() && existing.getLength() == bytes.length) {
      return;
    }
    try (OutputStream out = io.newOutputFile(uri).createOrOverwrite()) {
      out.write(bytes);
    }
  }

  /**
   * Reads a model's artifact.
   *
   * @throws IOException when it is missing, or larger than allowed, or storage fails
   */
  public byte[] read(ModelVersion version, int maxBytes) throws IOException {
    try (InputStream in = io.newInputFile(version.artifactUri()).newStream()) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new IOException(
            "the artifact of %s at %s has more than the allowed %d bytes; register a smaller model"
                .formatted(version.version(), version.artifactUri(), maxBytes));
      }
      return bytes;
    } catch (NotFoundException e) {
      throw new IOException(
          "the artifact of %s is missing at %s; register the same file as another version"
              .formatted(version.version(), version.artifactUri()),
          e);
    }
  }
}
