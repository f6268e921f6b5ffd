package io.lakeloop.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Room for floats in a mapped file, off the heap: the system keeps in memory what is used, and
 * writes out the rest. The file is deleted when this is closed; its pages are freed when the
 * buffers are collected.
 */
final class MappedFloats implements IntFunction<FloatBuffer>, AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private long size;

  private MappedFloats(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * A new file.
   *
   * @param folder where; null for the system's folder for temporary files
   */
  static MappedFloats in(@Nullable Path folder) throws IOException {
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path file =
        folder == null
            ? Files.createTempFile("lakeloop-rows-", ".floats")
            : Files.createTempFile(folder, "lakeloop-rows-", ".floats");
    return new MappedFloats(
        file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public FloatBuffer apply(int floats) {
    long bytes = (long) floats * Float.BYTES;
    try {
      FloatBuffer room =
          channel
              .map(FileChannel.MapMode.READ_WRITE, size, bytes)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      size += bytes;
      return room;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
