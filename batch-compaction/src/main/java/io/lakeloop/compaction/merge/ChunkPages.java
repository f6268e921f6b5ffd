package io.lakeloop.compaction.merge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.iceberg.shaded.org.apache.parquet.format.DataPageHeader;
import org.apache.iceberg.shaded.org.apache.parquet.format.DictionaryPageHeader;
import org.apache.iceberg.shaded.org.apache.parquet.format.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.format.PageHeader;
import org.apache.iceberg.shaded.org.apache.parquet.format.PageType;
import org.apache.iceberg.shaded.org.apache.parquet.format.Util;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.iceberg.shaded.org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one column chunk as they lie in the file: encoded and compressed.
 *
 * @param dictionary where the dictionary's bytes are; null if the chunk has none
 */
record ChunkPages(
    ColumnChunkMetaData chunk, @Nullable DictionaryBytes dictionary, List<DataPage> pages) {

  /** A dictionary page's body. */
  record DictionaryBytes(PageBytes body, int entries) {}

  /** A version 1 data page. */
  record DataPage(
      PageBytes body,
      int values,
      int nulls,
      int rows,
      boolean usesDictionary,
      Statistics<?> statistics) {}

  /** A page's body within a larger array, which is not to be changed. */
  static final class PageBytes {
    private final byte[] array;
    private final int start;
    private final int length;
    private final int uncompressedLength;

    PageBytes(byte[] array, int start, int length, int uncompressedLength) {
      this.array = array;
      this.start = start;
      this.length = length;
      this.uncompressedLength = uncompressedLength;
    }

    int uncompressedLength() {
      return uncompressedLength;
    }

    BytesInput compressed() {
      return BytesInput.from(array, start, length);
    }

    byte[] decompress(BytesInputDecompressor decompressor) throws IOException {
      return bytes(decompressor.decompress(compressed(), uncompressedLength));
    }
  }

  /** The bytes themselves, in an array of their own. */
  static byte[] bytes(BytesInput input) throws IOException {
    try (InputStream stream = input.toInputStream()) {
      return stream.readNBytes(Math.toIntExact(input.size()));
    }
  }

  /**
   * Finds a chunk's pages.
   *
   * @param maxBoundBytes bounds of this many bytes may have been cut short
   * @return nothing if a page is of another kind than version 1 with plain values or dictionary
   *     ids, or if rows, nulls or exact bounds of a page are not known
   */
  static Optional<ChunkPages> of(
      RowGroup rowGroup, ColumnChunkMetaData chunk, ParquetFileReader reader, int maxBoundBytes)
      throws IOException {
    ColumnIndex index = reader.readColumnIndex(chunk);
    OffsetIndex offsets = reader.readOffsetIndex(chunk);
    if (index == null || offsets == null || index.getNullCounts() == null) {
      return Optional.empty();
    }
    MemoryFile.Range range = rowGroup.file().memory().at(chunk.getStartingPos());
    int position = (int) (chunk.getStartingPos() - range.start());
    int end = position + (int) chunk.getTotalSize();
    DictionaryBytes dictionary = null;
    List<DataPage> pages = new ArrayList<>();
    while (position < end) {
      ByteArrayInputStream in = new ByteArrayInputStream(range.bytes(), position, end - position);
      PageHeader header = Util.readPageHeader(in);
      position = end - in.available();
      PageBytes body =
          new PageBytes(
              range.bytes(),
              position,
              header.getCompressed_page_size(),
              header.getUncompressed_page_size());
      position += header.getCompressed_page_size();
      if (header.getType() == PageType.DICTIONARY_PAGE) {
        DictionaryPageHeader found = header.getDictionary_page_header();
        dictionary = new DictionaryBytes(body, found.getNum_values());
      } else if (header.getType() == PageType.DATA_PAGE && pages.size() < offsets.getPageCount()) {
        int page = pages.size();
        DataPageHeader found = header.getData_page_header();
        Statistics<?> statistics = statistics(chunk, index, page, maxBoundBytes);
        boolean plain = found.getEncoding() == Encoding.PLAIN;
        boolean ids =
            found.getEncoding() == Encoding.PLAIN_DICTIONARY
                || found.getEncoding() == Encoding.RLE_DICTIONARY;
        if (statistics == null || !(plain || (ids && dictionary != null))) {
          return Optional.empty();
        }
        long rows =
            offsets.getLastRowIndex(page, rowGroup.rows()) - offsets.getFirstRowIndex(page) + 1;
        pages.add(
            new DataPage(
                body,
                found.getNum_values(),
                index.getNullCounts().get(page).intValue(),
                (int) rows,
                ids,
                statistics));
      } else {
        return Optional.empty();
      }
    }
    return pages.size() == offsets.getPageCount()
        ? Optional.of(new ChunkPages(chunk, dictionary, pages))
        : Optional.empty();
  }

  private static @Nullable Statistics<?> statistics(
      ColumnChunkMetaData chunk, ColumnIndex index, int page, int maxBoundBytes) {
    Statistics.Builder builder =
        Statistics.getBuilderForReading(chunk.getPrimitiveType())
            .withNumNulls(index.getNullCounts().get(page));
    if (!index.getNullPages().get(page)) {
      byte[] min = bytes(index.getMinValues().get(page));
      byte[] max = bytes(index.getMaxValues().get(page));
      if (min.length >= maxBoundBytes || max.length >= maxBoundBytes) {
        return null;
      }
      builder.withMin(min).withMax(max);
    }
    return builder.build();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
