package io.lakeloop.compaction.merge;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.iceberg.shaded.org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.iceberg.shaded.org.apache.parquet.io.InputFile;
import org.apache.iceberg.shaded.org.apache.parquet.io.SeekableInputStream;

/**
 * The parts of a file that have been read, each as one range, so that Parquet's many small reads
 * cost no request. Reading outside those parts is an error, never a read of the storage.
 */
final class MemoryFile implements InputFile {
  /** Bytes of a file. */
  static final class Range {
    private final long start;
    private final byte[] bytes;

    Range(long start, byte[] bytes) {
      this.start = start;
      this.bytes = bytes;
    }

    long start() {
      return start;
    }

    /** The bytes themselves, not to be changed. */
    byte[] bytes() {
      return bytes;
    }

    boolean holds(long position) {
      return position >= start && position < start + bytes.length;
    }
  }

  private final String location;
  private final long length;
  private final ConcurrentSkipListMap<Long, Range> ranges = new ConcurrentSkipListMap<>();

  MemoryFile(String location, long length) {
    this.location = location;
    this.length = length;
  }

  void add(Range range) {
    ranges.put(range.start(), range);
  }

  void remove(Range range) {
    ranges.remove(range.start(), range);
  }

  /** The range that holds a position. */
  Range at(long position) throws IOException {
    Map.Entry<Long, Range> entry = ranges.floorEntry(position);
    while (entry != null && !entry.getValue().holds(position)) {
      entry = ranges.lowerEntry(entry.getKey());
    }
    if (entry == null) {
      throw new EOFException("Byte " + position + " of " + location + " has not been read");
    }
    return entry.getValue();
  }

  @Override
  public long getLength() {
    return length;
  }

  @Override
  public SeekableInputStream newStream() {
    RangeStream stream = new RangeStream();
    return new DelegatingSeekableInputStream(stream) {
      @Override
      public long getPos() {
        return stream.position;
      }

      @Override
      public void seek(long position) {
        stream.position = position;
      }
    };
  }

  @Override
  public String toString() {
    return location;
  }

  private final class RangeStream extends InputStream {
    private long position;
    private Range current = new Range(0, new byte[0]);

    @Override
    public int read() throws IOException {
      if (position >= length) {
        return -1;
      }
      moveTo();
      return current.bytes()[(int) (position++ - current.start())] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (position >= length) {
        return -1;
      }
      if (count == 0) {
        return 0;
      }
      moveTo();
      int from = (int) (position - current.start());
      int copied = Math.min(count, current.bytes().length - from);
      System.arraycopy(current.bytes(), from, target, offset, copied);
      position += copied;
      return copied;
    }

    private void moveTo() throws IOException {
      if (!current.holds(position)) {
        current = at(position);
      }
    }
  }
}
