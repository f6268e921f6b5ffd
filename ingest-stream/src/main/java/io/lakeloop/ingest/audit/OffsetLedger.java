package io.lakeloop.ingest.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * The offsets of one Kafka partition that one side holds: which, how often, and what their contents
 * add up to. Memory is a compressed bitmap, a few bytes for a run of any length.
 */
final class OffsetLedger {
  private static final int MAX_EXAMPLES = 20;
  private static final int COMPRESS_EVERY = 1 << 20;

  private final Roaring64Bitmap offsets = new Roaring64Bitmap();
  private final List<Long> repeatedExamples = new ArrayList<>();
  private long added;
  private long repeated;
  private long contentHash;

  /** Notes one record. The hash is summed, so that the order of records does not matter. */
  void add(long offset, long hash) {
    if (offsets.contains(offset)) {
      repeated++;
      if (repeatedExamples.size() < MAX_EXAMPLES) {
        repeatedExamples.add(offset);
      }
    } else {
      offsets.addLong(offset);
      if (++added % COMPRESS_EVERY == 0) {
        offsets.runOptimize();
      }
    }
    contentHash += hash;
  }

  boolean contains(long offset) {
    return offsets.contains(offset);
  }

  /** Distinct offsets. */
  long count() {
    return offsets.getLongCardinality();
  }

  /** Distinct offsets below a limit. */
  long countBelow(long limit) {
    return limit <= 0 ? 0 : offsets.rankLong(limit - 1);
  }

  OptionalLong min() {
    return offsets.isEmpty() ? OptionalLong.empty() : OptionalLong.of(offsets.first());
  }

  OptionalLong max() {
    return offsets.isEmpty() ? OptionalLong.empty() : OptionalLong.of(offsets.last());
  }

  /** How many records beyond the first stand at an offset already taken. */
  long repeated() {
    return repeated;
  }

  /** Some of the offsets taken more than once. */
  List<Long> repeatedExamples() {
    return List.copyOf(repeatedExamples);
  }

  /** Sum of the records' hashes, modulo 2^64. */
  long contentHash() {
    return contentHash;
  }

  /** The offsets that this ledger has and another has not, as ranges. */
  List<OffsetRange> without(OffsetLedger other) {
    Roaring64Bitmap difference = new Roaring64Bitmap();
    difference.or(offsets);
    difference.andNot(other.offsets);
    return ranges(difference);
  }

  /**
   * The offsets between this ledger's lowest and a limit that it does not have, as ranges; all
   * below the limit when the ledger is empty.
   */
  List<OffsetRange> gapsBelow(long limit) {
    List<OffsetRange> gaps = new ArrayList<>();
    long expected = offsets.isEmpty() ? 0 : offsets.first();
    LongIterator iterator = offsets.getLongIterator();
    while (iterator.hasNext()) {
      long offset = iterator.next();
      if (offset >= limit) {
        break;
      }
      if (offset > expected) {
        gaps.add(new OffsetRange(expected, offset - 1));
      }
      expected = offset + 1;
    }
    if (expected < limit) {
      gaps.add(new OffsetRange(expected, limit - 1));
    }
    return gaps;
  }

  private static List<OffsetRange> ranges(Roaring64Bitmap bitmap) {
    List<OffsetRange> ranges = new ArrayList<>();
    LongIterator iterator = bitmap.getLongIterator();
    long first = -1;
    long last = -2;
    while (iterator.hasNext()) {
      long offset = iterator.next();
      if (offset != last + 1) {
        if (first >= 0) {
          ranges.add(new OffsetRange(first, last));
        }
        first = offset;
      }
      last = offset;
    }
    if (first >= 0) {
      ranges.add(new OffsetRange(first, last));
    }
    return ranges;
  }
}
