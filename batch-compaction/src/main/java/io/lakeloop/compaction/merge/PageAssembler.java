package io.lakeloop.compaction.merge;

import io.lakeloop.compaction.merge.ChunkPages.DataPage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.parquet.ParquetCodecFactory;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesUtils;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.iceberg.shaded.org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pages of one output column chunk out of input pages: taken over compressed, or put
 * together until one is full. Arrays are its own and reused: it is where merging spends its time.
 */
@SuppressWarnings("deprecation") // version 1 pages name their encodings so
final class PageAssembler {
  private static final int FIRST_SLAB_BYTES = 64;

  private record OutputPage(
      BytesInput body,
      int uncompressedLength,
      int values,
      int rows,
      boolean usesDictionary,
      Statistics<?> statistics) {}

  private final MergeSettings settings;
  private final ColumnDescriptor column;
  private final ParquetCodecFactory codecs;
  private final @Nullable DictionaryUnion union;
  private final List<OutputPage> finished = new ArrayList<>();

  private CompressionCodecName codec;
  private byte[] dictionary = new byte[0];
  private int[] dictionaryEnds = new int[0];
  private int @Nullable [] newIds;

  private boolean pendingUsesDictionary;
  private final Ints repetitions = new Ints();
  private final Ints definitions = new Ints();
  private final Ints ids = new Ints();
  private byte[] plain = new byte[1 << 12];
  private int plainLength;
  private int pendingValues;
  private int pendingRows;
  private @Nullable Statistics<?> pendingStatistics;

  /** Numbers put one behind the other. */
  private static final class Ints {
    private int[] values = new int[1 << 10];
    private int size;

    void reserve(int more) {
      if (size + more > values.length) {
        values = Arrays.copyOf(values, Math.max(size + more, values.length * 2));
      }
    }
  }

  /**
   * Starts a column chunk.
   *
   * @param union the dictionary of the whole chunk; null if it has plain values only
   */
  PageAssembler(
      MergeSettings settings,
      ColumnDescriptor column,
      ParquetCodecFactory codecs,
      @Nullable DictionaryUnion union) {
    this.settings = settings;
    this.column = column;
    this.codecs = codecs;
    this.union = union;
    this.codec = settings.codec();
  }

  /**
   * Goes to the next input chunk.
   *
   * @param plainDictionary its dictionary; empty if it has none
   * @param idsInUnion for each id of its dictionary that of the union; null if its values are to be
   *     written plain
   */
  void startChunk(
      CompressionCodecName chunkCodec, byte[] plainDictionary, int @Nullable [] idsInUnion) {
    codec = chunkCodec;
    dictionary = plainDictionary;
    dictionaryEnds = new int[0];
    newIds = idsInUnion;
  }

  /** Takes a page over as it is. */
  void takeOver(DataPage page) throws IOException {
    flush();
    finished.add(
        new OutputPage(
            page.body().compressed(),
            page.body().uncompressedLength(),
            page.values(),
            page.rows(),
            page.usesDictionary(),
            page.statistics()));
  }

  /** Puts a page's values behind those before. */
  void add(DataPage page) throws IOException {
    boolean withIds = page.usesDictionary() && newIds != null;
    if (pendingValues > 0
        && (withIds != pendingUsesDictionary
            || pendingRows + page.rows() > settings.parquet().getPageRowCountLimit()
            || pendingBytes() + page.body().uncompressedLength()
                > settings.parquet().getPageSizeThreshold())) {
      flush();
    }
    pendingUsesDictionary = withIds;
    byte[] body = page.body().decompress(codecs.getDecompressor(codec));
    int position = 0;
    position = addLevels(repetitions, body, position, page, column.getMaxRepetitionLevel());
    position = addLevels(definitions, body, position, page, column.getMaxDefinitionLevel());
    int defined = page.values() - page.nulls();
    if (!page.usesDictionary()) {
      appendPlain(body, position, body.length - position);
    } else if (defined > 0) {
      RunLengthBitPackingHybridDecoder decoder =
          decoder(body, position + 1, body.length, body[position]);
      if (withIds) {
        addIds(decoder, defined, Objects.requireNonNull(newIds));
      } else {
        addEntries(decoder, defined);
      }
    }
    pendingValues += page.values();
    pendingRows += page.rows();
    if (pendingStatistics == null) {
      pendingStatistics = page.statistics().copy();
    } else {
      pendingStatistics.mergeStatistics(page.statistics());
    }
  }

  /** Ends the chunk. */
  MergedColumn finish() throws IOException {
    flush();
    DictionaryPage page = union == null ? null : dictionaryPage(union);
    Encoding levels = Encoding.RLE;
    Encoding noLevels = Encoding.BIT_PACKED;
    Encoding repetition = column.getMaxRepetitionLevel() > 0 ? levels : noLevels;
    Encoding definition = column.getMaxDefinitionLevel() > 0 ? levels : noLevels;
    return writer -> write(writer, page, repetition, definition);
  }

  private void write(
      ParquetFileWriter writer,
      @Nullable DictionaryPage dictionaryPage,
      Encoding repetition,
      Encoding definition)
      throws IOException {
    long values = finished.stream().mapToLong(OutputPage::values).sum();
    writer.startColumn(column, values, settings.codec());
    if (dictionaryPage != null) {
      writer.writeDictionaryPage(dictionaryPage);
    }
    for (OutputPage page : finished) {
      writer.writeDataPage(
          page.values(),
          page.uncompressedLength(),
          page.body(),
          page.statistics(),
          page.rows(),
          repetition,
          definition,
          page.usesDictionary() ? Encoding.PLAIN_DICTIONARY : Encoding.PLAIN);
    }
    writer.endColumn();
  }

  private DictionaryPage dictionaryPage(DictionaryUnion merged) throws IOException {
    byte[] bytes = merged.toBytes();
    return new DictionaryPage(
        compress(BytesInput.from(bytes)), bytes.length, merged.size(), Encoding.PLAIN_DICTIONARY);
  }

  private static int addLevels(Ints levels, byte[] body, int position, DataPage page, int max)
      throws IOException {
    if (max == 0) {
      return position;
    }
    int start = position + Integer.BYTES;
    int end = start + DictionaryUnion.littleEndian(body, position);
    RunLengthBitPackingHybridDecoder decoder =
        decoder(body, start, end, BytesUtils.getWidthFromMaxInt(max));
    levels.reserve(page.values());
    for (int i = 0; i < page.values(); i++) {
      levels.values[levels.size++] = decoder.readInt();
    }
    return end;
  }

  private void addIds(RunLengthBitPackingHybridDecoder decoder, int count, int[] idsInUnion)
      throws IOException {
    ids.reserve(count);
    int[] values = ids.values;
    int size = ids.size;
    for (int i = 0; i < count; i++) {
      values[size + i] = idsInUnion[decoder.readInt()];
    }
    ids.size = size + count;
  }

  /** Writes out in plain what ids of a dictionary stand for that the union has no room for. */
  private void addEntries(RunLengthBitPackingHybridDecoder decoder, int count) throws IOException {
    if (dictionaryEnds.length == 0) {
      dictionaryEnds = ends(dictionary);
    }
    for (int i = 0; i < count; i++) {
      int id = decoder.readInt();
      int start = id == 0 ? 0 : dictionaryEnds[id - 1];
      appendPlain(dictionary, start, dictionaryEnds[id] - start);
    }
  }

  private int[] ends(byte[] plainDictionary) {
    DictionaryUnion entries = new DictionaryUnion(column, 0);
    Ints ends = new Ints();
    for (int end = 0; end < plainDictionary.length; ) {
      end += entries.entryLength(plainDictionary, end);
      ends.reserve(1);
      ends.values[ends.size++] = end;
    }
    return Arrays.copyOf(ends.values, ends.size);
  }

  private void appendPlain(byte[] source, int start, int length) {
    if (plainLength + length > plain.length) {
      plain = Arrays.copyOf(plain, Math.max(plainLength + length, plain.length * 2));
    }
    System.arraycopy(source, start, plain, plainLength, length);
    plainLength += length;
  }

  private int pendingBytes() {
    return plainLength + ids.size * Integer.BYTES / 2;
  }

  private void flush() throws IOException {
    if (pendingValues == 0) {
      return;
    }
    List<BytesInput> parts = new ArrayList<>();
    addLevels(parts, repetitions, column.getMaxRepetitionLevel());
    addLevels(parts, definitions, column.getMaxDefinitionLevel());
    if (pendingUsesDictionary) {
      int width = BytesUtils.getWidthFromMaxInt(Objects.requireNonNull(union).size() - 1);
      parts.add(BytesInput.from(new byte[] {(byte) width}));
      parts.add(encode(ids, width));
    } else {
      parts.add(BytesInput.from(plain, 0, plainLength));
    }
    BytesInput body = BytesInput.concat(parts);
    finished.add(
        new OutputPage(
            compress(body),
            Math.toIntExact(body.size()),
            pendingValues,
            pendingRows,
            pendingUsesDictionary,
            Objects.requireNonNull(pendingStatistics)));
    repetitions.size = 0;
    definitions.size = 0;
    ids.size = 0;
    plainLength = 0;
    pendingValues = 0;
    pendingRows = 0;
    pendingStatistics = null;
  }

  private void addLevels(List<BytesInput> parts, Ints levels, int max) throws IOException {
    if (max > 0) {
      BytesInput encoded = encode(levels, BytesUtils.getWidthFromMaxInt(max));
      parts.add(BytesInput.fromInt(Math.toIntExact(encoded.size())));
      parts.add(encoded);
    }
  }

  private BytesInput encode(Ints numbers, int width) throws IOException {
    try (RunLengthBitPackingHybridEncoder encoder =
        new RunLengthBitPackingHybridEncoder(
            width,
            FIRST_SLAB_BYTES,
            Math.max(FIRST_SLAB_BYTES, settings.parquet().getPageSizeThreshold()),
            settings.parquet().getAllocator())) {
      for (int i = 0; i < numbers.size; i++) {
        encoder.writeInt(numbers.values[i]);
      }
      return BytesInput.from(ChunkPages.bytes(encoder.toBytes()));
    }
  }

  private BytesInput compress(BytesInput body) throws IOException {
    // The compressor's buffer is its own, and used again.
    return BytesInput.from(ChunkPages.bytes(codecs.getCompressor(settings.codec()).compress(body)));
  }

  private static RunLengthBitPackingHybridDecoder decoder(
      byte[] bytes, int start, int end, int width) {
    return new RunLengthBitPackingHybridDecoder(
        width, new ByteArrayInputStream(bytes, start, end - start));
  }
}
