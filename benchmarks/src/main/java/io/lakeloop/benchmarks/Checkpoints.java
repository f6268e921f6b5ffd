package io.lakeloop.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks at the checkpoints that a job writes into a directory. */
final class Checkpoints {
  private Checkpoints() {}

  /** Bytes of the largest complete checkpoint that is there now. */
  static long newestBytes(Path directory) throws IOException {
    long largest = 0;
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> complete =
          all.filter(file -> file.endsWith("_metadata")).map(Path::getParent).toList();
      for (Path checkpoint : complete) {
        largest = Math.max(largest, bytes(checkpoint));
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      // A checkpoint was dropped while it was looked at.
      return largest;
    }
    return largest;
  }

  private static long bytes(Path checkpoint) throws IOException {
    try (Stream<Path> files = Files.list(checkpoint)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
