package io.lakeloop.compaction.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.iceberg.io.IOUtil;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.shaded.org.apache.parquet.HadoopReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.iceberg.shaded.org.apache.parquet.internal.hadoop.metadata.IndexReference;

/**
 * A Parquet file to be merged, read in few large requests: a small file in one, a large one its
 * tail (footer and indexes) first and then each row group.
 */
final class SourceFile {
  /** Up to here one request for all costs less than several for parts. */
  private static final long SMALL_FILE_BYTES = 8L << 20;

  private static final int TAIL_BYTES = 64 << 10;
  private static final int FOOTER_LENGTH_AND_MAGIC = 8;

  private final InputFile file;
  private final MemoryFile memory;
  private final ParquetMetadata footer;

  private SourceFile(InputFile file, MemoryFile memory, ParquetMetadata footer) {
    this.file = file;
    this.memory = memory;
    this.footer = footer;
  }

  /** Reads the footer alone. */
  static ParquetMetadata footer(InputFile file, long length, ParquetReadOptions options)
      throws IOException {
    MemoryFile memory = new MemoryFile(file.location(), length);
    try (SeekableInputStream stream = file.newStream()) {
      return readFooter(memory, stream, length, options);
    }
  }

  /** Opens a file for merging: footer, indexes and bloom filters are in memory afterwards. */
  static SourceFile open(InputFile file, long length, ParquetReadOptions options)
      throws IOException {
    MemoryFile memory = new MemoryFile(file.location(), length);
    try (SeekableInputStream stream = file.newStream()) {
      if (length <= SMALL_FILE_BYTES) {
        memory.add(read(stream, 0, length));
        return new SourceFile(file, memory, parse(memory, options));
      }
      ParquetMetadata footer = readFooter(memory, stream, length, options);
      long indexes = startOfIndexes(footer, length);
      if (indexes < length) {
        memory.add(read(stream, indexes, length - indexes));
      }
      return new SourceFile(file, memory, footer);
    }
  }

  static ParquetReadOptions options(MergeSettings settings) {
    return HadoopReadOptions.builder(settings.configuration())
        .withCodecFactory(settings.codecs())
        .build();
  }

  ParquetMetadata footer() {
    return footer;
  }

  MemoryFile memory() {
    return memory;
  }

  String createdBy() {
    return footer.getFileMetaData().getCreatedBy();
  }

  /** A reader over what is in memory; each thread needs its own. */
  ParquetFileReader reader(ParquetReadOptions options) throws IOException {
    return new ParquetFileReader(memory, footer, options, memory.newStream());
  }

  /** Reads a row group's bytes, if they are not there yet. */
  MemoryFile.Range load(BlockMetaData rowGroup) {
    long start = Long.MAX_VALUE;
    long end = 0;
    for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
      start = Math.min(start, chunk.getStartingPos());
      end = Math.max(end, chunk.getStartingPos() + chunk.getTotalSize());
    }
    if (memory.getLength() <= SMALL_FILE_BYTES) {
      return new MemoryFile.Range(start, new byte[0]);
    }
    try (SeekableInputStream stream = file.newStream()) {
      MemoryFile.Range range = read(stream, start, end - start);
      memory.add(range);
      return range;
    } catch (IOException e) {
      throw new UncheckedIOException("Reading a row group of " + file.location() + " failed", e);
    }
  }

  private static ParquetMetadata readFooter(
      MemoryFile memory, SeekableInputStream stream, long length, ParquetReadOptions options)
      throws IOException {
    long tail = Math.min(length, TAIL_BYTES);
    MemoryFile.Range range = read(stream, length - tail, tail);
    if (tail >= FOOTER_LENGTH_AND_MAGIC) {
      long footer =
          ByteBuffer.wrap(range.bytes())
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .getInt((int) tail - FOOTER_LENGTH_AND_MAGIC)
              + (long) FOOTER_LENGTH_AND_MAGIC;
      if (footer > tail && footer < length) {
        range = read(stream, length - footer, footer);
      }
    }
    memory.add(range);
    return parse(memory, options);
  }

  private static ParquetMetadata parse(MemoryFile memory, ParquetReadOptions options)
      throws IOException {
    try (var stream = memory.newStream()) {
      return ParquetFileReader.readFooter(memory, options, stream);
    }
  }

  private static long startOfIndexes(ParquetMetadata footer, long length) {
    long start = length;
    for (BlockMetaData rowGroup : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
        start = Math.min(start, offset(chunk.getColumnIndexReference(), length));
        start = Math.min(start, offset(chunk.getOffsetIndexReference(), length));
        if (chunk.getBloomFilterOffset() > 0) {
          start = Math.min(start, chunk.getBloomFilterOffset());
        }
      }
    }
    return start;
  }

  private static long offset(IndexReference reference, long otherwise) {
    return reference == null ? otherwise : reference.getOffset();
  }

  private static MemoryFile.Range read(SeekableInputStream stream, long start, long length)
      throws IOException {
    byte[] bytes = new byte[Math.toIntExact(length)];
    stream.seek(start);
    IOUtil.readFully(stream, bytes, 0, bytes.length);
    return new MemoryFile.Range(start, bytes);
  }
}
