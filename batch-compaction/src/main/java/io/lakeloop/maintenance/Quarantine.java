package io.lakeloop.maintenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * A folder below a table's location where files wait to be deleted. A file keeps its path, below
 * the time in milliseconds at which it was moved.
 */
final class Quarantine {
  private static final String FOLDER = "quarantine/";

  private final FileIO io;
  private final String tableLocation;
  private final String location;

  /** What became of the files that were there. */
  record Outcome(int deleted, int putBack) {}

  Quarantine(FileIO io, String tableLocation) {
    this.io = io;
    this.tableLocation = tableLocation;
    this.location = tableLocation + FOLDER;
  }

  boolean holds(String path) {
    return path.startsWith(location);
  }

  /** Moves a file below the table's location here: copies it, compares the length, deletes it. */
  void take(String path, Instant now) throws IOException {
    move(path, location + now.toEpochMilli() + "/" + path.substring(tableLocation.length()));
  }

  /**
   * Deletes what was moved before a time. A file that a snapshot refers to all the same goes back
   * to its place.
   */
  Outcome clear(ReferencedFiles referenced, Instant before) throws IOException {
    int deleted = 0;
    int putBack = 0;
    for (FileInfo file : ((SupportsPrefixOperations) io).listPrefix(location)) {
      String rest = file.location().substring(location.length());
      int slash = rest.indexOf('/');
      String original = tableLocation + rest.substring(slash + 1);
      if (referenced.contains(original) && !io.newInputFile(original).exists()) {
        move(file.location(), original);
        putBack++;
      } else if (Long.parseLong(rest.substring(0, slash)) < before.toEpochMilli()) {
        io.deleteFile(file.location());
        deleted++;
      }
    }
    return new Outcome(deleted, putBack);
  }

  private void move(String from, String to) throws IOException {
    InputFile source = io.newInputFile(from);
    OutputFile target = io.newOutputFile(to);
    try (InputStream in = source.newStream();
        OutputStream out = target.createOrOverwrite()) {
      in.transferTo(out);
    } catch (NotFoundException e) {
      throw new IOException(
          "%s went away while it was moved to %s; does another clean-up run?".formatted(from, to),
          e);
    }
    long copied = io.newInputFile(to).getLength();
    if (copied != source.getLength()) {
      throw new IOException(
          "%s has %d bytes and its copy %s has %d; both are left as they are"
              .formatted(from, source.getLength(), to, copied));
    }
    io.deleteFile(from);
  }
}
