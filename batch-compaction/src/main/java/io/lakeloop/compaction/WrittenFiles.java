package io.lakeloop.compaction;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A table's storage that remembers what was written through it, to take it back. */
final class WrittenFiles implements FileIO {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(WrittenFiles.class);

  private final FileIO io;
  private final Queue<String> locations = new ConcurrentLinkedQueue<>();

  WrittenFiles(Table table) {
    this.io = table.io();
  }

  /** Deletes what was written, as far as storage lets it. */
  void delete() {
    for (String location : locations) {
      try {
        io.deleteFile(location);
      } catch (RuntimeException e) {
        LOG.warn("{} is left over; orphan removal will find it", location, e);
      }
    }
  }

  @Override
  public OutputFile newOutputFile(String path) {
    locations.add(path);
    return io.newOutputFile(path);
  }

  @Override
  public InputFile newInputFile(String path) {
    return io.newInputFile(path);
  }

  @Override
  public void deleteFile(String path) {
    io.deleteFile(path);
  }

  @Override
  public Map<String, String> properties() {
    return io.properties();
  }
}
