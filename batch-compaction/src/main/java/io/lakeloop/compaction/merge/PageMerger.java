package io.lakeloop.compaction.merge;

import io.lakeloop.compaction.merge.ChunkPages.DataPage;
import io.lakeloop.compaction.merge.ChunkPages.DictionaryBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.parquet.ParquetCodecFactory;
import org.apache.iceberg.shaded.org.apache.parquet.ParquetReadOptions;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesUtils;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ParquetProperties;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Merges one column page by page, decoding no value. Pages of plain values that are large enough
 * are taken over as they are, compressed; small ones are put together. Dictionaries are made one,
 * and the ids of pages that use them are exchanged.
 *
 * <p>Takes what Parquet's writer makes by default: version 1 pages of plain values or dictionary
 * ids with column and offset indexes. The rest is {@link ValueMerger}'s: floating point (NaN must
 * be counted), booleans (bits), bloom filters (made of values), bounds that may have been cut
 * short.
 */
final class PageMerger {
  /** A page this much smaller than the table's limits is put together with its neighbours. */
  private static final int SMALL_PAGE = 4;

  private final MergeSettings settings;
  private final ColumnSchema column;

  PageMerger(MergeSettings settings, ColumnSchema column) {
    this.settings = settings;
    this.column = column;
  }

  /** Merges a column's chunks; nothing if they are not of the kind that this class takes. */
  Optional<MergedColumn> merge(List<RowGroup> rowGroups) throws IOException {
    if (!takesColumn()) {
      return Optional.empty();
    }
    List<ChunkPages> chunks = new ArrayList<>();
    ParquetReadOptions options = SourceFile.options(settings);
    for (RowGroup rowGroup : rowGroups) {
      try (ParquetFileReader reader = rowGroup.file().reader(options)) {
        ColumnChunkMetaData chunk = rowGroup.chunk(column.descriptor());
        Optional<ChunkPages> pages =
            ChunkPages.of(
                rowGroup, chunk, reader, settings.parquet().getColumnIndexTruncateLength());
        if (pages.isEmpty() || pages.get().pages().stream().anyMatch(this::mustBeSplit)) {
          return Optional.empty();
        }
        chunks.add(pages.get());
      }
    }
    ParquetCodecFactory codecs = settings.codecs();
    try {
      return Optional.of(merge(chunks, codecs));
    } finally {
      codecs.release();
    }
  }

  private boolean takesColumn() {
    ColumnDescriptor descriptor = column.descriptor();
    PrimitiveTypeName type = descriptor.getPrimitiveType().getPrimitiveTypeName();
    ParquetProperties parquet = settings.parquet();
    return parquet.getWriterVersion() == ParquetProperties.WriterVersion.PARQUET_1_0
        && !parquet.isBloomFilterEnabled(descriptor)
        && parquet.getStatisticsEnabled(descriptor)
        && type != PrimitiveTypeName.FLOAT
        && type != PrimitiveTypeName.DOUBLE
        && type != PrimitiveTypeName.BOOLEAN
        && type != PrimitiveTypeName.INT96;
  }

  private boolean mustBeSplit(DataPage page) {
    return page.rows() > settings.parquet().getPageRowCountLimit()
        || page.body().uncompressedLength() > 2L * settings.parquet().getPageSizeThreshold();
  }

  private MergedColumn merge(List<ChunkPages> chunks, ParquetCodecFactory codecs)
      throws IOException {
    DictionaryUnion union =
        new DictionaryUnion(
            column.descriptor(), settings.parquet().getDictionaryPageSizeThreshold());
    List<byte[]> dictionaries = new ArrayList<>();
    List<int @Nullable []> ids = new ArrayList<>();
    for (ChunkPages chunk : chunks) {
      DictionaryBytes dictionary = chunk.dictionary();
      byte[] plain =
          dictionary == null
              ? new byte[0]
              : dictionary.body().decompress(codecs.getDecompressor(chunk.chunk().getCodec()));
      dictionaries.add(plain);
      ids.add(
          dictionary == null || !settings.parquet().isDictionaryEnabled(column.descriptor())
              ? null
              : union.add(plain, dictionary.entries()));
    }
    boolean worthIt = isWorthIt(union, chunks, ids);
    PageAssembler pages =
        new PageAssembler(settings, column.descriptor(), codecs, worthIt ? union : null);
    for (int i = 0; i < chunks.size(); i++) {
      ChunkPages chunk = chunks.get(i);
      int[] newIds = worthIt ? ids.get(i) : null;
      pages.startChunk(chunk.chunk().getCodec(), dictionaries.get(i), newIds);
      for (DataPage page : chunk.pages()) {
        boolean asItIs =
            chunk.chunk().getCodec() == settings.codec()
                && (!page.usesDictionary() || (newIds != null && isIdentity(newIds)));
        if (asItIs && !isSmall(page)) {
          pages.takeOver(page);
        } else {
          pages.add(page);
        }
      }
    }
    return pages.finish();
  }

  private boolean isSmall(DataPage page) {
    return page.rows() < settings.parquet().getPageRowCountLimit() / SMALL_PAGE
        && page.body().uncompressedLength()
            < settings.parquet().getPageSizeThreshold() / SMALL_PAGE;
  }

  /** Whether ids and dictionary together are smaller than the plain values: Parquet's own test. */
  private static boolean isWorthIt(
      DictionaryUnion union, List<ChunkPages> chunks, List<int @Nullable []> ids) {
    if (union.size() == 0) {
      return false;
    }
    long values = 0;
    for (int i = 0; i < chunks.size(); i++) {
      if (ids.get(i) != null) {
        for (DataPage page : chunks.get(i).pages()) {
          values += page.usesDictionary() ? page.values() - page.nulls() : 0;
        }
      }
    }
    long idBytes = values * BytesUtils.getWidthFromMaxInt(union.size() - 1) / Byte.SIZE;
    long plainBytes = values * union.sizeBytes() / union.size();
    return union.sizeBytes() + idBytes < plainBytes;
  }

  private static boolean isIdentity(int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != i) {
        return false;
      }
    }
    return true;
  }
}
