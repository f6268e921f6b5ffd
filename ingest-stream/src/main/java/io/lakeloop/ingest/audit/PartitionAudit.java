package io.lakeloop.ingest.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the audit found in one Kafka partition. Offsets at or behind {@code kafkaEnd} are left out
 * on both sides: records that came while the audit ran.
 *
 * @param topic topic
 * @param partition partition
 * @param kafkaFirst the first offset that Kafka retains
 * @param kafkaEnd the offset behind the last record when the audit began
 * @param kafkaRecords records that Kafka returned (transaction markers are none)
 * @param goodRows distinct offsets in the stream's table
 * @param deadLetters distinct offsets in the dead letters
 * @param lakeMin the lowest offset in the lake, -1 when there is none
 * @param lakeMax the highest offset in the lake, -1 when there is none
 * @param missing in Kafka and not in the lake
 * @param gapsBelowRetention missing in the lake among offsets that Kafka no longer has
 * @param unexpected in the lake, in the range that Kafka retains, and not in Kafka
 * @param repeated rows beyond the first at one offset
 * @param repeatedExamples some of those offsets
 * @param kafkaHash sum of the hashes of the records in Kafka
 * @param lakeHash the same over the lake's rows in the range that Kafka retains
 * @param beyondEnd rows at offsets that Kafka has not reached even after the audit
 */
public record PartitionAudit(
    String topic,
    int partition,
    long kafkaFirst,
    long kafkaEnd,
    long kafkaRecords,
    long goodRows,
    long deadLetters,
    long lakeMin,
    long lakeMax,
    List<OffsetRange> missing,
    List<OffsetRange> gapsBelowRetention,
    List<OffsetRange> unexpected,
    long repeated,
    List<Long> repeatedExamples,
    long kafkaHash,
    long lakeHash,
    long beyondEnd) {
  private static final String GAPS_REMEDY =
      ". They cannot be read again: restore the table to a snapshot that has them, or send the"
          + " records once more from their origin. If they held transaction markers or compacted"
          + " records, or nothing worth keeping, acknowledge them with --accept-gaps.";

  /** Copies the lists. */
  public PartitionAudit {
    missing = List.copyOf(missing);
    gapsBelowRetention = List.copyOf(gapsBelowRetention);
    unexpected = List.copyOf(unexpected);
    repeatedExamples = List.copyOf(repeatedExamples);
  }

  /** The gaps among dropped offsets in words, empty when there are none. */
  Optional<String> gapsInWords() {
    return gapsBelowRetention.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s-%d: %d offsets that Kafka has dropped are not in the lake, at %s"
                .formatted(
                    topic,
                    partition,
                    OffsetRange.total(gapsBelowRetention),
                    OffsetRange.describe(gapsBelowRetention)));
  }

  /**
   * Each difference in words; empty when the lake holds every record once.
   *
   * @param acceptGaps whether offsets that Kafka has dropped may be missing: they may have held
   *     transaction markers, or records that compaction removed
   */
  public List<String> differences(boolean acceptGaps) {
    List<String> differences = new ArrayList<>();
    String at = topic + "-" + partition + ": ";
    if (!missing.isEmpty()) {
      differences.add(
          at
              + OffsetRange.total(missing)
              + " records are in Kafka and not in the lake, at "
              + OffsetRange.describe(missing)
              + ". If the job is still reading, try --wait.");
    }
    if (!acceptGaps) {
      gapsInWords().map(gaps -> gaps + GAPS_REMEDY).ifPresent(differences::add);
    }
    if (repeated > 0) {
      differences.add(
          at
              + repeated
              + " rows repeat an offset that is in the lake already, at "
              + repeatedExamples);
    }
    if (!unexpected.isEmpty()) {
      differences.add(
          at
              + OffsetRange.total(unexpected)
              + " offsets are in the lake and hold no record in Kafka, at "
              + OffsetRange.describe(unexpected)
              + ". Does another job write the table, or is the topic compacted?");
    }
    if (beyondEnd > 0) {
      differences.add(
          at
              + beyondEnd
              + " rows lie behind the end of the topic. Was the topic deleted and made again?");
    }
    if (hasSameOffsets() && kafkaHash != lakeHash) {
      differences.add(
          at
              + "the same offsets, but the contents differ (Kafka %016x, lake %016x)"
                  .formatted(kafkaHash, lakeHash));
    }
    return differences;
  }

  /** Whether both sides hold the same offsets, so that their contents can be compared. */
  boolean hasSameOffsets() {
    return missing.isEmpty() && unexpected.isEmpty() && repeated == 0;
  }
}
